"""Headers of RAR 5: CRC-32, then numbers of seven bits a byte.

Source: "RAR 5.0 archive format", https://www.rarlab.com/technote.htm. A header: checksum, its own
size, type, flags, size of the extra area and of the data behind it where the flags say so.
"""

import zlib

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.finding import fault_of
from mediascan.reading.archives.rar import BLOCKS, Rar
from mediascan.reading.dates import date_of
from mediascan.reading.window import Cursor, Window

MAGIC = b"Rar!\x1a\x07\x01\0"
_MAIN, _FILE, _ENCRYPTION, _END = 1, 2, 4, 5
_LONGEST = 2 << 20  # bytes of a header, by the specification
_EXTRA, _DATA, _BEFORE, _AFTER = 1, 2, 8, 16  # flags of a header
_SYSTEMS = {0: "Windows", 1: "Unix"}


def walk(window: Window, found: Rar | None = None) -> Rar:
    """What the headers say; what is wrong with them is among its faults."""
    found, at = found or Rar("5"), len(MAGIC)
    try:
        for _ in range(BLOCKS):
            if at >= window.size:
                raise Truncated("no block that ends the archive: cut off")
            at = _block(window, at, found)
            if found.ended or found.hidden:
                break
            found.pass_over(window, at)
    except InputFault as bad:
        found.faults.append(fault_of(bad))
    return found


def _block(window: Window, at: int, found: Rar) -> int:
    """Read the header at `at`; returns where the next stands."""
    start = window.sparse(at, min(8, window.size - at))
    if len(start) < 7:
        raise Truncated("cut off inside a header")
    size, used = _size(start[4:])
    if not 0 < size <= _LONGEST:
        raise Malformed(f"RAR header of {size} bytes at {at}")
    data = window.sparse(at + 4, used + size)
    if zlib.crc32(data) != int.from_bytes(start[:4], "little"):
        raise Malformed(f"checksum of the RAR header at {at} is wrong")
    cursor = Window.over(data, window.limits).cursor(used)
    kind, flags = _number(cursor), _number(cursor)
    extra = _number(cursor) if flags & _EXTRA else 0
    behind = _number(cursor) if flags & _DATA else 0
    end = found.end = at + 4 + len(data)
    if kind == _MAIN:
        _main(cursor, found)
    elif kind == _FILE:
        _file(cursor, (flags, extra, behind), found)
    elif kind == _ENCRYPTION:
        found.hidden, found.cipher = True, "AES-256-CBC"
    elif kind == _END:
        found.ended = True
        found.follows = bool(_number(cursor) & 1)
        if found.volume and found.number < 0:
            found.number = 0  # only later volumes have a number
    return end + behind


def _main(cursor: Cursor, found: Rar) -> None:
    flags = _number(cursor)
    found.volume, found.solid = bool(flags & 1), bool(flags & 4)
    if flags & 2:
        found.number = _number(cursor)
    elif found.volume:
        found.number = 0


def _file(cursor: Cursor, sizes: tuple[int, int, int], found: Rar) -> None:
    header, extra, behind = sizes
    flags, unpacked = _number(cursor), _number(cursor)
    _number(cursor)  # attributes
    if flags & 2:
        found.newest = max(found.newest, date_of(cursor.number("I")))
    cursor.skip(4 if flags & 4 else 0)
    found.stored, found.folder = not _number(cursor) >> 7 & 7, bool(flags & 1)
    found.system = _SYSTEMS.get(_number(cursor), "")
    name = cursor.take(_number(cursor)).decode("utf-8", "replace")
    encrypted = _is_encrypted(cursor, extra)
    if encrypted:
        found.cipher = "AES-256-CBC"
    if header & (_BEFORE | _AFTER):
        found.split = name
    found.add(name, behind, 0 if flags & 8 or header & _BEFORE else unpacked, encrypted=encrypted)


def _is_encrypted(cursor: Cursor, extra: int) -> bool:
    """Whether the extra area, the last `extra` bytes of the header, has a record of encryption."""
    if extra > cursor.left:
        raise Malformed("extra area of a RAR header is longer than the header")
    cursor.skip(cursor.left - extra)
    for _ in range(64):
        if cursor.left < 2:
            break
        size = _number(cursor)
        end = cursor.at + size
        if _number(cursor) == 1:
            return True
        cursor.skip(end - cursor.at)
    return False


def _size(data: bytes) -> tuple[int, int]:
    """The size of a header, which takes three bytes at the most, and the bytes that it takes."""
    value = 0
    for place, byte in enumerate(data[:3]):
        value |= (byte & 127) << 7 * place
        if not byte & 128:
            return value, place + 1
    raise Malformed("size of a RAR header without an end")


def _number(cursor: Cursor) -> int:
    value = 0
    for place in range(10):
        byte = cursor.number("B")
        value |= (byte & 127) << 7 * place
        if not byte & 128:
            return value
    raise Malformed("number without an end in a RAR header")
