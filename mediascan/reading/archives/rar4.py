"""Headers of RAR 1.5 to 4: half a CRC-32, type, flags, size; the packed file behind its header.

Source: "RAR version 4.11 - Technical information" (technote.txt, which came with that version).
"""

import zlib

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.finding import fault_of
from mediascan.reading.archives.rar import BLOCKS, Rar
from mediascan.reading.archives.times import date_of_dos
from mediascan.reading.window import Window

MAGIC = b"Rar!\x1a\x07\0"
_MAIN, _FILE, _END = 0x73, 0x74, 0x7B
_LONG = 0x8000  # of a block: four bytes more tell what stands behind it
_FIRST = 7  # bytes of a header that all have
_SYSTEMS = {0: "MS-DOS", 1: "OS/2", 2: "Windows", 3: "Unix", 4: "Mac OS", 5: "BeOS"}


def walk(window: Window, found: Rar | None = None) -> Rar:
    """What the headers say; what is wrong with them is among its faults."""
    found, at = found or Rar("4"), len(MAGIC)
    try:
        for _ in range(BLOCKS):
            if at >= window.size:
                if found.volume or not found.count:
                    raise Truncated("no block that ends the archive: cut off")
                found.ended = True  # versions before 3 wrote none
                break
            at = _block(window, at, found)
            if found.ended or found.hidden:
                break
            found.pass_over(window, at)
    except InputFault as bad:
        found.faults.append(fault_of(bad))
    return found


def _block(window: Window, at: int, found: Rar) -> int:
    """Read the header at `at`; returns where the next stands."""
    start = window.sparse(at, _FIRST)
    kind, flags = start[2], int.from_bytes(start[3:5], "little")
    size = int.from_bytes(start[5:7], "little")
    if size < _FIRST:
        raise Malformed(f"RAR header of {size} bytes at {at}")
    data = window.sparse(at, size)
    if kind != _FILE or not flags & 8:  # of one with an old comment the sum covers a part only
        _check(data, kind, at)
    behind = 0
    if flags & _LONG or kind == _FILE:
        behind = int.from_bytes(data[7:11], "little")
    found.end = at + size
    if kind == _MAIN:
        found.volume, found.solid = bool(flags & 1), bool(flags & 8)
        found.hidden = bool(flags & 0x80)
        found.cipher = "AES-128-CBC" if found.hidden else ""
        found.number = 0 if flags & 0x100 else -1
    elif kind == _FILE:
        behind = _file(data, flags, found)
    elif kind == _END:
        _end(data, flags, found)
    return at + size + behind


def _check(data: bytes, kind: int, at: int) -> None:
    part = data[2:13] if kind == _MAIN else data[2:]
    if zlib.crc32(part) & 0xFFFF != int.from_bytes(data[:2], "little"):
        raise Malformed(f"checksum of the RAR header at {at} is wrong")


def _file(data: bytes, flags: int, found: Rar) -> int:
    """Count a member; returns the bytes that are packed behind its header."""
    cursor = Window.over(data).cursor(7)
    packed, unpacked = cursor.number("I"), cursor.number("I")
    system = cursor.number("B")
    cursor.skip(4)  # checksum
    time, date = cursor.number("H"), cursor.number("H")
    version = cursor.number("B")
    found.stored, found.folder = cursor.number("B") == 0x30, flags & 0xE0 == 0xE0
    length = cursor.number("H")
    cursor.skip(4)  # attributes
    if flags & 0x100:
        packed += cursor.number("I") << 32
        unpacked += cursor.number("I") << 32
    raw = cursor.take(length).partition(b"\0")[0]  # behind it the name in another coding
    name = raw.decode("utf-8", "replace").replace("\\", "/")
    encrypted = bool(flags & 4)
    if encrypted:
        found.cipher = "AES-128-CBC" if version >= 29 else "RAR 2 or older"
    if flags & 3:
        found.split = name
    found.system = _SYSTEMS.get(system, "")
    found.newest = max(found.newest, date_of_dos(date, time))
    found.add(name, packed, 0 if flags & 1 else unpacked, encrypted=encrypted)
    return packed


def _end(data: bytes, flags: int, found: Rar) -> None:
    found.ended, found.follows = True, bool(flags & 1)
    if flags & 8:
        at = 7 + (4 if flags & 2 else 0)
        found.number = int.from_bytes(data[at : at + 2], "little")
