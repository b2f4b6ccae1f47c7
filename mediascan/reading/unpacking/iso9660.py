"""ISO 9660: the files of a disc image, in the order of their extents.

Source: ECMA-119 (4th edition), sections 8.4, 9.1 and 9.1.6 (files of several extents); names by
Rock Ridge (SUSP, entry NM) or by Joliet, whichever is there, else the short ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.limits import MIB, Limits
from mediascan.reading.unpacking.allowance import MEMBERS
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.forward import PIECE, Read
from mediascan.reading.window import ReadAt, Window

_LIMITS = Limits(total=1024 * MIB, reads=2_000_000, seconds=60.0)
_SECTOR = 2048
_FIRST = 16 * _SECTOR
_DESCRIPTORS = 64
_JOLIET = (b"%/@", b"%/C", b"%/E")
_FOLDER, _MORE = 2, 128  # flags of a record
_LONGEST = 16 * MIB  # bytes of one directory
_DEEP = 64  # folders in one another; the standard allows 8

Extent = tuple[int, int]  # offset, length


@dataclass(slots=True)
class _File:
    name: bytes
    extents: list[Extent] = field(default_factory=list)


def members(held: Held) -> Iterator[Item]:
    if held.read_at is None:
        return
    window = Window.onto(held.read_at, held.size, _LIMITS)
    root, block, joliet = _root(window)
    files = sorted(_files(held, window, root, (block, joliet)), key=lambda one: one.extents)
    for one in files:
        size = sum(length for _, length in one.extents)
        place = one.extents[0][0] if len(one.extents) == 1 else -1
        yield Item(one.name, _content(held, held.read_at, one.extents), size, place=place)


def _root(window: Window) -> tuple[bytes, int, bool]:
    """The record of the root directory, bytes of a block, and whether names are those of Joliet."""
    primary = window.read(_FIRST, _SECTOR)
    block = int.from_bytes(primary[128:130], "little")
    if block not in (512, 1024, 2048):
        raise Malformed(f"blocks of {block} bytes")
    record = primary[156:190]
    place = int.from_bytes(record[2:6], "little") * block
    first = window.upto(place, 255)
    if b"SP\x07\x01\xbe\xef" in first[34 : first[0] if first else 0]:  # Rock Ridge
        return record, block, False
    for sector in range(1, _DESCRIPTORS):
        data = window.upto(_FIRST + sector * _SECTOR, _SECTOR)
        if len(data) < _SECTOR or data[1:6] != b"CD001" or data[0] == 255:
            break
        if data[0] == 2 and data[88:91] in _JOLIET:
            return data[156:190], block, True
    return record, block, False


def _files(held: Held, window: Window, root: bytes, how: tuple[int, bool]) -> Iterator[_File]:
    """All files below `root`; folders that lead back to one before are not entered again."""
    block, joliet = how
    waiting, seen, count = [(b"", root, 0)], set[int](), 0
    while waiting:
        prefix, folder, depth = waiting.pop()
        place = int.from_bytes(folder[2:6], "little") * block
        if place in seen or depth > _DEEP:
            continue
        seen.add(place)
        part: _File | None = None
        for record in _records(window, place, int.from_bytes(folder[10:14], "little")):
            name = prefix + _name(record, joliet=joliet)
            if record[25] & _FOLDER:
                held.others += 1
                waiting.append((name + b"/", record, depth + 1))
                continue
            if not joliet and any(sign == b"SL" for sign, _ in _more(record)):
                held.others += 1
                continue
            start = int.from_bytes(record[2:6], "little") * block
            part = part or _File(name)
            part.extents.append((start, int.from_bytes(record[10:14], "little")))
            if not record[25] & _MORE:
                yield part
                part = None
            count += 1
            if count > MEMBERS:
                raise LimitExceeded(f"more than {MEMBERS} files")


def _records(window: Window, place: int, size: int) -> Iterator[bytes]:
    """The records of a directory, without those of itself and of the one above."""
    data = window.read(place, min(size, _LONGEST))
    at = 0
    while at < len(data):
        length = data[at]
        if not length:  # no record crosses a sector
            at = (at // _SECTOR + 1) * _SECTOR
            continue
        record = data[at : at + length]
        if length < 34 or len(record) < length or 33 + record[32] > length:
            raise Malformed(f"directory record of {length} bytes at {place + at}")
        if record[33 : 33 + record[32]] not in (b"\0", b"\1"):
            yield record
        at += length


def _name(record: bytes, *, joliet: bool) -> bytes:
    name = record[33 : 33 + record[32]]
    if joliet:
        return name.decode("utf-16-be", "replace").encode().removesuffix(b";1")
    long = b"".join(data[1:] for sign, data in _more(record) if sign == b"NM")
    return long or name.removesuffix(b";1")


def _more(record: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The entries of the system use area of a record: sign, and what is behind its version."""
    at = 33 + record[32] + (1 - record[32] % 2)
    while at + 4 < len(record) and record[at + 2] >= 4:
        yield record[at : at + 2], record[at + 4 : at + record[at + 2]]
        at += record[at + 2]


def _content(held: Held, read_at: ReadAt, extents: list[Extent]) -> Read:
    """The bytes of a file: as they pass, or from where they lie if that is behind already.

    Several names may have one content; what is read again is charged as if it were unpacked.
    """
    left = list(extents)

    def read(most: int) -> bytes:
        while left and not left[0][1]:
            del left[0]
        if not left:
            return b""
        place, length = left[0]
        stream = held.stream
        if place >= stream.at and place + length <= held.size:
            stream.skip(place - stream.at)
            data = stream.some(min(most, length))
        else:
            data = read_at(place, min(most, length, PIECE)) if place < held.size else b""
            held.allowance.make(len(data))
        if not data:
            raise Malformed(f"{length} bytes of a file are not in the image")
        left[0] = (place + len(data), length - len(data))
        return data

    return read


OPENER = Opener("iso9660", members, alone=False)
