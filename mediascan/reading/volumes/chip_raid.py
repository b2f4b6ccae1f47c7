"""Members of the RAIDs that chips on mainboards make: JMicron, NVIDIA, Silicon Image and VIA.

Sources: FreeBSD `sys/dev/ata/ata-raid.h` and `sys/geom/raid`, `md_jmicron.c`,
`md_nvidia.c` and `md_sii.c`; util-linux `libblkid/src/superblocks`, `*_raid.c`. Little endian. Each
has one sector at the end of the whole drive, which is no part of the array's content.
"""

import struct

from mediascan.reading.volumes.md import level_name, needed
from mediascan.reading.volumes.member import Member
from mediascan.reading.window import Window

LAST, LAST_BUT_ONE = -512, -1024
JMICRON, NVIDIA, VIA = b"JM", b"NVIDIA", b"\x55\xaa"
SILICON, SILICON_AT = b"\0\0\0\x2f", LAST + 0x60
STEP = (
    "Keep the drives with their mainboard or controller. In the laboratory: copy them all; dmraid"
    " puts the set together from read-only copies."
)
_DISKS = 8  # places of a JMicron, a Silicon Image or a VIA set
_JMICRON_LEVELS = {0: 0, 1: 1, 2: 10, 3: -1, 5: 5}
_NVIDIA_LEVELS = {0x80: 0, 0x81: 1, 0x83: 3, 0x85: 5, 0x95: 5, 0x8A: 10, 0x8180: 10, 0xFF: -1}
_NVIDIA_WORDS = 128  # of the sector: no sum goes over more
_SILICON_LEVELS = {0: 0, 1: 1, 2: 10}
_SILICON_SPARE = 3
_VIA_LEVELS = {0x04: 0, 0x0C: 1, 0x4C: 10, 0x2C: 5, 0x44: -1}
_VIA_SUMMED = 50  # bytes before the checksum


def set_level(found: Member, level: int | None) -> None:
    """Name the level, and the members it needs, where a checksum bears the header out.

    Without one nothing is claimed of how many are needed: a volume counts as closed by that.
    """
    if level is None:
        return
    found.level = level_name(level)
    if found.verified:
        found.needed = needed(level, found.count)


def jmicron(window: Window) -> Member | None:
    """Signature, version, checksum, disk, sectors, name, type, the ids of all disks."""
    raw = window.read(LAST, 512)
    if sum(struct.unpack("<64H", raw[:128])) & 0xFFFF:
        return None
    own = _number(raw, 16) & ~15
    disks = struct.unpack("<8I", raw[64:96])
    known = [one & ~15 for one in disks if one]
    found = Member(
        what="JMicron RAID",
        uuid="-".join(f"{one:08x}" for one in known),
        name=_text(raw[32:48]),
        index=known.index(own) if own in known else -1,
        count=len(known),
        siblings=[f"disk {one:08x}" for one in known],
        verified=True,
        details={
            "version": f"{raw[3]}.{raw[2]}",
            "disk": f"{own:08x}",
            "role": "" if own in known else "spare",
        },
        step=STEP,
    )
    set_level(found, _JMICRON_LEVELS.get(raw[48]))
    return found


def nvidia(window: Window) -> Member:
    """Vendor, size and checksum, disk number, serial, then what describes the array."""
    raw = window.read(LAST_BUT_ONE, 512)
    words = _number(raw, 8)
    right = 30 <= words <= _NVIDIA_WORDS and not (
        sum(struct.unpack(f"<{words}I", raw[: words * 4])) & 0xFFFFFFFF
    )
    width, count = raw[73], raw[74]
    found = Member(
        what="NVIDIA RAID",
        uuid=raw[56:72].hex() if any(raw[56:72]) else "",
        index=raw[18] if raw[18] < count else -1,
        count=count,
        verified=right,
        faults=[] if right else ["checksum of the NVIDIA header is wrong"],
        details={
            "version": str(_number(raw, 16, 2)),
            "product": _text(raw[28:44]),
            "width of the stripe": str(width) if width else "",
            "stripe": str(_number(raw, 84)) if _number(raw, 84) else "",
        },
        step=STEP,
    )
    set_level(found, _NVIDIA_LEVELS.get(_number(raw, 76, 2)))
    return found


def silicon(window: Window) -> Member | None:
    """The drive's own identity, then version, time of making, disk number, type and checksum."""
    raw = window.read(LAST, 512)
    number, kind = raw[0x116], raw[0x117]
    total = -sum(struct.unpack("<159H", raw[:0x13E])) & 0xFFFF
    if number >= _DISKS or total != _number(raw, 0x13E, 2):
        return None
    striped, mirrored = raw[0x118], raw[0x11A]
    count = {0: striped, 1: mirrored, 2: striped * mirrored}.get(kind, 0)
    found = Member(
        what="Silicon Image Medley RAID",
        uuid=raw[0x10C:0x112].hex() + raw[0x104:0x108].hex(),
        name=_text(raw[0x12E:0x13E]),
        index=number if number < count else -1,
        count=count,
        verified=True,
        details={
            "version": f"{_number(raw, 0x10A, 2)}.{_number(raw, 0x108, 2)}",
            "role": "spare" if kind == _SILICON_SPARE else "",
            "stripe": str(_number(raw, 0x112, 2) * 512) if kind in {0, 2} else "",
            "generation": str(_number(raw, 0x124)),
        },
        step=STEP,
    )
    set_level(found, _SILICON_LEVELS.get(kind))
    return found


def via(window: Window) -> Member | None:
    """Version, type, place, sectors, the id of this disk and of all, and a sum of 8 bits."""
    raw = window.read(LAST, 512)
    own, disks = _number(raw, 14), struct.unpack("<8I", raw[18:50])
    known = [one for one in disks if one]
    if raw[2] > 2 or sum(raw[:_VIA_SUMMED]) & 0xFF != raw[_VIA_SUMMED] or not known:
        return None
    found = Member(
        what="VIA RAID",
        uuid="-".join(f"{one:08x}" for one in known),
        index=known.index(own) if own in known else -1,
        count=len(known),
        siblings=[f"disk {one:08x}" for one in known],
        verified=True,
        details={"version": str(raw[2]), "disk": f"{own:08x}"},
        step=STEP,
    )
    set_level(found, _VIA_LEVELS.get(raw[3] & 0x7E))
    return found


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "little")


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("latin-1").strip()
