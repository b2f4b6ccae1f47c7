"""The superblock of Linux software RAID (mdadm): versions 0.90, 1.0, 1.1 and 1.2.

Source: Linux `include/uapi/linux/raid/md_p.h`, mdadm `super0.c` and `super1.c`. Version 1.1 stands
at 0, 1.2 at 4096, 1.0 in the last 8 to 12 KiB at a multiple of 4096, 0.90 in the last 64 KiB at a
multiple of 64 KiB. Version 1 is little endian and has a checksum: the sum of its words. 0.90 is as
the machine that wrote it.
"""

import struct
from uuid import UUID

from mediascan.model.errors import Malformed
from mediascan.reading.volumes.member import Member
from mediascan.reading.volumes.times import seconds
from mediascan.reading.window import Window

MAGIC = 0xA92B4EFC
LITTLE, BIG = struct.pack("<I", MAGIC), struct.pack(">I", MAGIC)
V1_1, V1_2 = 0, 4096
_SIZE_0, _SIZE_1 = 4096, 256
_DEVICES_MOST = 3840  # that a superblock of version 1 has room for in 4096 bytes, twice
_SPARE, _FAULTY, _JOURNAL = 0xFFFF, 0xFFFE, 0xFFFD
_ROLES = {_SPARE: "spare", _FAULTY: "faulty", _JOURNAL: "journal"}
_LEVELS = {-4: "multipath", -1: "linear", -5: "faulty", -11: "container"}
STEP = (
    "In the laboratory: copy all members, then assemble the copies with"
    " mdadm --assemble --readonly."
)


def places(size: int) -> tuple[tuple[int, bool], ...]:
    """Where a superblock may stand on a device of `size` bytes, and whether it is one of 0.90."""
    sectors = size // 512
    last = (sectors - 16) // 8 * 8 * 512
    old = (size & ~0xFFFF) - 0x10000
    every = ((V1_2, False), (V1_1, False), (last, False), (old, True))
    return tuple((at, first) for at, first in every if at >= 0)


def read_md(window: Window) -> tuple[int, Member] | None:
    """The superblock and where it stands; None without one. Raises `InputFault`."""
    for at, old in places(window.size):
        if window.has(LITTLE, at) or (old and window.has(BIG, at)):
            found = _version_0(window, at) if old else _version_1(window, at)
            if found is not None:
                return at, found
    return None


def _version_1(window: Window, at: int) -> Member | None:
    raw = window.read(at, _SIZE_1)
    if _u32(raw, 4) != 1:
        return None
    here, devices = _u64(raw, 144) * 512, _u32(raw, 220)
    level, count = int.from_bytes(raw[72:76], "little", signed=True), _u32(raw, 92)
    number = _u32(raw, 160)
    if devices > _DEVICES_MOST:
        raise Malformed(f"superblock for {devices} devices")
    roles = window.read(at + _SIZE_1, devices * 2)
    known = struct.unpack(f"<{devices}H", roles)
    role = known[number] if number < devices else _SPARE
    found = Member(
        what="Linux RAID",
        uuid=str(UUID(bytes=raw[16:32])),
        name=raw[32:64].split(b"\0")[0].decode("utf-8", "backslashreplace"),
        index=role if role < _JOURNAL else -1,
        count=count,
        level=level_name(level),
        dates=[text for text in (seconds(_u64(raw, 64) & ((1 << 40) - 1)),) if text],
        step=STEP,
    )
    found.needed = needed(level, count)
    minor = {V1_1: "1.1", V1_2: "1.2"}.get(at, "1.0")
    found.details = {
        "metadata version": minor,
        "role": _ROLES.get(role, f"active device {role}"),
        "device UUID": str(UUID(bytes=raw[168:184])),
        "chunk": f"{_u32(raw, 88) * 512}" if _u32(raw, 88) else "",
        "data offset": str(_u64(raw, 128) * 512),
        "data size": str(_u64(raw, 136) * 512),
        "events": str(_u64(raw, 200)),
        "updated": seconds(_u64(raw, 192) & ((1 << 40) - 1)),
        "members seen in roles": str(len({one for one in known if one < count})),
    }
    found.verified = _sum(raw, roles) == _u32(raw, 216)
    if not found.verified:
        found.faults.append("checksum of the superblock is wrong")
    if here != at:
        found.faults.append(f"superblock at {at} says that it stands at {here}")
    return found


def _sum(raw: bytes, roles: bytes) -> int:
    """The sum of all words, with that of the checksum as zero."""
    data = raw[:216] + bytes(4) + raw[220:] + roles
    whole = len(data) // 4 * 4
    total: int = sum(struct.unpack(f"<{whole // 4}I", data[:whole]))
    total += int.from_bytes(data[whole : whole + 2], "little")
    return ((total & 0xFFFFFFFF) + (total >> 32)) & 0xFFFFFFFF


def _version_0(window: Window, at: int) -> Member | None:
    raw = window.read(at, _SIZE_0)
    order = "<" if raw[:4] == LITTLE else ">"
    words: tuple[int, ...] = struct.unpack(f"{order}{_SIZE_0 // 4}I", raw)
    if words[1] != 0 or words[2] < 90:
        return None
    level = words[7] - (words[7] >> 31 << 32)
    count, role = words[10], words[992 + 3]
    uuid = struct.pack(order + "4I", words[5], *words[13:16])
    found = Member(
        what="Linux RAID",
        uuid=str(UUID(bytes=uuid)),
        index=role if role < count else -1,
        count=count,
        needed=needed(level, count),
        level=level_name(level),
        dates=[text for text in (seconds(words[6]),) if text],
        step=STEP,
    )
    found.details = {
        "metadata version": f"0.{words[2]}",
        "byte order": "little endian" if order == "<" else "big endian",
        "role": f"active device {role}" if role < count else "spare",
        "chunk": str(words[65]) if words[65] else "",
        "data size": str(words[8] * 1024),
        "updated": seconds(words[32]),
    }
    total = sum(words) - words[38]
    right = ((total & 0xFFFFFFFF) + (total >> 32)) & 0xFFFFFFFF
    found.verified = right == words[38]
    if not found.verified:
        found.faults.append("checksum of the superblock is wrong")
    return found


def level_name(level: int) -> str:
    return _LEVELS.get(level, f"RAID {level}")


def needed(level: int, count: int) -> int:
    """Members without which nothing can be read as a whole; 0 where nobody can say."""
    if level == 10:
        return (count + 1) // 2
    spares = {0: 0, -1: 0, 1: count - 1, 4: 1, 5: 1, 6: 2}
    return max(1, count - spares[level]) if level in spares else 0


def _u32(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 4], "little")


def _u64(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + 8], "little")
