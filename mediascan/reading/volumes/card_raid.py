"""Members of the RAIDs that older controller cards make: Adaptec, HighPoint, LSI and Promise.

Sources: FreeBSD `sys/dev/ata/ata-raid.h`; util-linux `libblkid/src/superblocks`, `adaptec_raid.c`,
`highpoint_raid.c`, `lsi_raid.c`, `promise_raid.c`. Little endian but for Adaptec. They stand on the
whole drive: at its end, HighPoint's second version in sector 9.
"""

import struct

from mediascan.reading.volumes.chip_raid import LAST, STEP, set_level
from mediascan.reading.volumes.member import Member
from mediascan.reading.window import Window

ADAPTEC, _ADAPTEC_SECOND = b"\x37\xfc\x4d\x1e", b"DPTM"
_ADAPTEC_SECOND_AT = 256  # of the sector
LSI = b"$XIDE$"
HIGHPOINT_37X_AT, _HIGHPOINT_37X_MAGIC = 9 * 512, 32
HIGHPOINT_45X_AT = -11 * 512
_HIGHPOINT_37X = (b"\xf0\x16\x78\x5a", b"\xfd\x16\x78\x5a")  # a whole set, a broken one
_HIGHPOINT_45X = (b"\xf3\x16\x78\x5a", b"\xfd\x16\x78\x5a")
_LEVELS_37X = {0: 0, 1: 1, 2: 10, 3: -1, 4: 3, 5: 5, 7: 10}
_LEVELS_45X = {3: -1, 4: -1, 5: 0, 6: 1, 7: 3, 8: 5}
_LSI_LEVELS, _LSI_ENTRIES = {1: 0, 2: 1}, 30
PROMISE = b"Promise Technology, Inc."
_PROMISE_SECTORS = (63, 255, 256, 16, 399, 591, 675, 735, 911, 974, 991, 951, 3087)  # from the end
_PROMISE_LEVELS = {0: 0, 1: 1, 2: 3, 4: 5, 8: -1}
_PROMISE_DISKS = 8


def adaptec(window: Window) -> Member | None:
    """Two magic numbers; which array it is stands in tables that nobody has described."""
    raw = window.read(LAST, 512)
    at = _ADAPTEC_SECOND_AT
    if raw[at : at + 4] != _ADAPTEC_SECOND:
        return None
    return Member(
        what="Adaptec HostRAID",
        details={"version": str(raw[63]), "serial number": _text(raw[106:138])},
        step=STEP,
    )


def highpoint(window: Window) -> tuple[int, Member] | None:
    """Where it stands, and what it says: set and array, number and type."""
    at = HIGHPOINT_37X_AT
    if any(window.has(one, at + _HIGHPOINT_37X_MAGIC) for one in _HIGHPOINT_37X):
        raw = window.read(at, 512)
        broken = raw[32] == _HIGHPOINT_37X[1][0]
        found = _highpoint(raw[36:44], raw[48], raw[51], broken=broken)
        found.name = _text(raw[489:504])
        found.details |= {"version": "2 (37x)", "type": str(raw[50])}
        set_level(found, _LEVELS_37X.get(raw[50]))
        return at, found
    at = HIGHPOINT_45X_AT
    if window.size >= -at and any(window.has(one, at) for one in _HIGHPOINT_45X):
        raw = window.read(at, 512)
        broken = raw[0] == _HIGHPOINT_45X[1][0]
        found = _highpoint(raw[4:8], raw[17], raw[18], broken=broken)
        found.name = _text(raw[44:60])
        found.details |= {"version": "3 (45x)", "made by": _text(raw[128:144])}
        set_level(found, _LEVELS_45X.get(raw[16]))
        return at, found
    return None


def _highpoint(key: bytes, count: int, number: int, *, broken: bool) -> Member:
    found = Member(
        what="HighPoint RAID",
        uuid=key.hex() if any(key) else "",
        index=number if number < count else -1,
        count=count,
        step=STEP,
    )
    if broken:
        found.details["state"] = "the controller marked this set as broken"
    return found


def lsi(window: Window) -> Member:
    """Header, 30 entries of 16 bytes, then the number of this disk and of its array."""
    raw = window.read(LAST, 512)
    entries = [raw[at : at + 16] for at in range(16, 16 + 16 * _LSI_ENTRIES, 16)]
    own, array = raw[496], raw[497]
    entry = entries[array] if array < min(raw[11], _LSI_ENTRIES) else bytes(16)
    count = raw[12]
    made = struct.unpack_from("<I", raw, 498)[0]
    found = Member(
        what="LSI MegaRAID (IDE)",
        uuid=f"lsi-{made:08x}" if made else "",
        index=own if own < count else -1,
        count=count,
        details={
            "version": str(int.from_bytes(raw[8:10], "little")),
            "arrays": str(raw[11]),
            "number of the array": str(array),
        },
        step=STEP,
    )
    set_level(found, _LSI_LEVELS.get(entry[0]))
    return found


def promise(window: Window) -> tuple[int, Member] | None:
    """The first of 13 places, by the geometry that the drive told; 2048 bytes with a sum."""
    sectors = window.size // 512
    places = ((sectors - one) * 512 for one in _PROMISE_SECTORS if one <= sectors)
    at = next((one for one in places if window.has(PROMISE, one)), -1)
    if at < 0:
        return None
    raw = window.upto(at, 2048).ljust(2048, b"\0")
    words = struct.unpack("<512I", raw)
    right = sum(words[:511]) & 0xFFFFFFFF == words[511]
    count, number = raw[544], raw[517]
    key = raw[556:564]
    found = Member(
        what="Promise FastTrak RAID",
        uuid=key.hex() if any(key) else "",
        index=number if number < min(count, _PROMISE_DISKS) else -1,
        count=count,
        verified=right,
        faults=[] if right else ["checksum of the Promise header is wrong"],
        details={
            "generation": str(int.from_bytes(raw[540:542], "little")),
            "number of the array": str(raw[547]),
            "stripe": str(512 << raw[545]) if raw[545] < 16 else "",
        },
        step=STEP,
    )
    set_level(found, _PROMISE_LEVELS.get(raw[543]))
    return at, found


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("latin-1").strip()
