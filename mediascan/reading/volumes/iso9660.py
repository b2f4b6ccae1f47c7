"""ISO 9660: the volume descriptors of a disc image, and the entries of its root directory.

Source: ECMA-119 (4th edition), sections 8.4 (primary volume descriptor) and 9.1 (directory record);
the Rock Ridge entry NM of SUSP has the long name. Numbers stand in both byte orders, which must
agree: that is the proof that this is one.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.model.limits import MIB
from mediascan.reading.archives.members import Members
from mediascan.reading.window import Window

SECTOR = 2048
FIRST = 16 * SECTOR  # where the descriptors begin
MAGIC = b"CD001"
_PRIMARY, _BOOT, _SUPPLEMENTARY, _END = 1, 0, 2, 255
_DESCRIPTORS = 64
_LONGEST = MIB  # bytes of the root directory that are read
_JOLIET = (b"%/@", b"%/C", b"%/E")
_TEXTS = {"system": (8, 32), "publisher": (318, 128), "preparer": (446, 128), "made by": (574, 128)}


@dataclass(slots=True)
class Iso:
    label: str
    size: int  # bytes of the volume
    texts: dict[str, str]
    created: str
    set_size: int
    number: int  # of this disc in the set, from 1
    joliet: bool = False
    bootable: bool = False
    root: Members = field(default_factory=Members)


def read_iso(window: Window) -> Iso | None:
    """The primary descriptor at its place; None where its numbers disagree. Raises `InputFault`."""
    if not window.has(b"\1" + MAGIC + b"\1", FIRST):
        return None
    data = window.read(FIRST, SECTOR)
    blocks, size = _both(data, 80, 4), _both(data, 128, 2)
    if blocks <= 0 or size not in (512, 1024, 2048):
        return None
    found = Iso(
        label=_text(data[40:72]),
        size=blocks * size,
        texts={key: text for key, (at, n) in _TEXTS.items() if (text := _text(data[at : at + n]))},
        created=_date(data[813:829]),
        set_size=_both(data, 120, 2),
        number=_both(data, 124, 2),
    )
    for sector in range(1, _DESCRIPTORS):
        at = FIRST + sector * SECTOR
        if not window.has(MAGIC, at + 1):
            break
        kind = window.read(at, 1)[0]
        found.bootable |= kind == _BOOT
        found.joliet |= kind == _SUPPLEMENTARY and window.read(at + 88, 3) in _JOLIET
        if kind == _END:
            break
    return found


def read_root(window: Window, found: Iso) -> None:
    """Count the entries of the root directory. Raises `InputFault`."""
    data = window.read(FIRST + 156, 34)
    block = _both(window.read(FIRST, SECTOR), 128, 2)
    place, size = _both(data, 2, 4), _both(data, 10, 4)
    if place <= 0 or size <= 0:
        raise Malformed("the record of the root directory has numbers that disagree")
    directory = window.read(place * block, min(size, _LONGEST))
    at = 0
    for _ in range(len(directory) // 2):
        if at >= len(directory):
            break
        length = directory[at]
        if not length:  # no record crosses a sector
            at = (at // SECTOR + 1) * SECTOR
            continue
        record = directory[at : at + length]
        if length < 34 or len(record) < length:
            raise Malformed(f"directory record of {length} bytes")
        _add(record, found.root)
        at += length


def _add(record: bytes, root: Members) -> None:
    name = record[33 : 33 + record[32]]
    if name in (b"\0", b"\1"):  # the directory itself and the one above
        return
    after = record[33 + record[32] + (1 - record[32] % 2) :]
    shown = (_long_name(after) or name).decode("utf-8", "replace").removesuffix(";1")
    folder = bool(record[25] & 2)
    root.add(shown + "/" * folder, 0 if folder else max(0, _both(record, 10, 4)))


def _long_name(area: bytes) -> bytes:
    """The name in the system use area; empty without one."""
    name, at = b"", 0
    for _ in range(len(area) // 4):
        entry = area[at : at + max(4, area[at + 2] if at + 2 < len(area) else 4)]
        if len(entry) < 4:
            break
        if entry[:2] == b"NM":
            name += entry[5:]
        at += len(entry)
    return name


def _both(data: bytes, at: int, length: int) -> int:
    """A number that stands in both orders; -1 where they disagree."""
    little = int.from_bytes(data[at : at + length], "little")
    big = int.from_bytes(data[at + length : at + 2 * length], "big")
    return little if little == big else -1


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip(" \0")


def _date(raw: bytes) -> str:
    """Digits of year to second; empty where they are none."""
    if not raw[:14].isdigit() or raw[:4] == b"0000":
        return ""
    one = raw.decode("ascii", "replace")
    return f"{one[:4]}-{one[4:6]}-{one[6:8]}T{one[8:10]}:{one[10:12]}:{one[12:14]}"
