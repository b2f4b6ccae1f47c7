"""cpio archives: a header before each member, in text (newc, crc, odc) or binary.

Source: cpio(5) of FreeBSD. The last member is called TRAILER!!!; programs fill up with zeros.
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.reading.archives.members import Members
from mediascan.reading.dates import date_of
from mediascan.reading.window import Window

NEW, CHECKED, OLD, BINARY = b"070701", b"070702", b"070707", b"\xc7\x71"
_LAST = b"TRAILER!!!"
_NAME = 4096  # bytes of a name
_MEMBERS = 1_000_000
_NEW, _OLD, _BINARY = 110, 76, 26  # bytes of a header
KINDS = {NEW: "newc", CHECKED: "newc with checksums", OLD: "odc"}


@dataclass(frozen=True, slots=True)
class _Header:
    size: int  # of the header
    name: int  # bytes of the name with its zero
    data: int
    mtime: int
    mode: int
    align: int


def walk(window: Window, found: Members) -> int:
    """Count the members into `found`; returns where the archive ends. Raises `InputFault`."""
    at = 0
    for _ in range(_MEMBERS):
        header = _header(window, at)
        if not 0 < header.name <= _NAME:
            raise Malformed(f"name of {header.name} bytes at {at}")
        name = window.sparse(at + header.size, header.name)
        if name[-1:] != b"\0":
            raise Malformed(f"name at {at + header.size} does not end")
        start = at + _up(header.size + header.name, header.align)
        at = start + _up(header.data, header.align)
        if name[:-1] == _LAST:
            return min(at, window.size)
        folder = header.mode >> 12 & 15 == 4
        found.add(
            name[:-1].decode("utf-8", "replace"),
            0 if folder else header.data,
            date_of(header.mtime),
        )
    raise Malformed("an archive without an end")


def _header(window: Window, at: int) -> _Header:
    magic = window.sparse(at, 6)
    if magic in (NEW, CHECKED):
        text = window.sparse(at, _NEW)
        fields = [_whole(text[place : place + 8], 16) for place in range(6, _NEW, 8)]
        return _Header(_NEW, fields[11], fields[6], fields[5], fields[1], 4)
    if magic == OLD:
        text = window.sparse(at, _OLD)
        return _Header(
            _OLD,
            _whole(text[59:65], 8),
            _whole(text[65:76], 8),
            _whole(text[48:59], 8),
            _whole(text[18:24], 8),
            1,
        )
    if magic[:2] == BINARY:
        raw = window.sparse(at, _BINARY)
        words = [int.from_bytes(raw[place : place + 2], "little") for place in range(0, _BINARY, 2)]
        size, mtime = words[11] << 16 | words[12], words[8] << 16 | words[9]
        return _Header(_BINARY, words[10], size, mtime, words[3], 2)
    raise Malformed(f"no header at {at}")


def _whole(text: bytes, base: int) -> int:
    try:
        return int(text.decode("ascii"), base)
    except ValueError:
        raise Malformed(f"{text!r} is no number") from None


def _up(size: int, align: int) -> int:
    return -(-size // align) * align
