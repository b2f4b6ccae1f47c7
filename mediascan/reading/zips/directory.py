"""ZIP: finds the end record and reads the central directory, zip64 included. Never inflates.

Layout (APPNOTE 6.3.10, sections 4.3.6 to 4.3.16): members, each behind a local header; the central
directory; [zip64 end record and its locator]; end record with a comment of at most 65,535 bytes.
All offsets count from the first member, so bytes put before the archive shift them alike.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mediascan.model.errors import Encrypted, LimitExceeded, Malformed, Truncated
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.window import Window

LOCAL = b"PK\x03\x04"
CENTRAL = b"PK\x01\x02"
END = b"PK\x05\x06"
_END64 = b"PK\x06\x06"
_LOCATOR = b"PK\x06\x07"
_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")  # 4.3.12
_HEADER = struct.Struct("<4sHHHHHIIIHH")  # 4.3.7
_TAIL = struct.Struct("<4sHHHHIIH")  # 4.3.16
_TAIL64 = struct.Struct("<4sQHHIIQQQQ")  # 4.3.14
_SEARCH = 22 + 65_535  # where an end record can start, counted from the end of the file
_CANDIDATES = 16  # end records tried: a comment may hold bytes that look like one
_PIECE = 1 << 20  # bytes of the directory held at once
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF  # "see the zip64 field" (4.4.1.4)
_METHODS = {0: Method.STORED, 8: Method.DEFLATE}
METHOD_NAMES = {
    0: "stored",
    8: "deflate",
    9: "deflate64",
    12: "bzip2",
    14: "lzma",
    93: "zstd",
    95: "xz",
    98: "ppmd",
    99: "aes",
}  # 4.4.5


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the central directory."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int  # bytes in the archive
    size: int  # bytes when unpacked
    offset: int  # of its local header, in the window
    extra: bytes
    name_size: int  # bytes of the name

    @property
    def encrypted(self) -> bool:
        """Bit 0 of the flags; a hostile writer may set it on clear data."""
        return bool(self.flags & 1)


@dataclass(frozen=True, slots=True)
class Directory:
    """What the end record says about the archive."""

    offset: int  # of the first entry, in the window
    size: int
    count: int  # entries
    lead: int  # bytes before the archive, which its own offsets do not count
    end: int  # of the end record and its comment
    at: int  # of the end record
    comment: bytes
    disk: int  # number of this volume, counted from 0
    joined: bool  # the end records follow the directory without a gap


_BEHIND, _STEP = 16 << 20, 1 << 20  # a directory of a hundred thousand members; read at once


def read_directory(window: Window) -> Directory | None:
    """The end record of the archive in `window`; None where there is none.

    Raises `Malformed` where an end record stands but describes no directory of this file.
    """
    start = max(0, window.size - _SEARCH)
    tail = window.read(start, window.size - start)
    at, fault = len(tail), None
    for _ in range(_CANDIDATES):
        at = tail.rfind(END, 0, at + 3)
        if at < 0:
            break
        if at + 22 > len(tail):
            continue
        try:
            return _directory(window, start + at, tail[at:])
        except (Malformed, Truncated) as bad:
            fault = fault or bad
    if fault:
        raise Malformed(str(fault)) from fault
    return None


def directory_behind(window: Window, start: int) -> Directory | None:
    """The directory of an archive whose members end at `start`, and behind which other data stand.

    Its end record is looked for within `_BEHIND` bytes; None where there is none.
    """
    for at in range(start, min(window.size, start + _BEHIND), _STEP):
        found = window.upto(at, _STEP + 22).find(END)
        if found >= 0:
            try:
                return _directory(window, at + found, window.read(at + found, 22))
            except (Malformed, Truncated):
                return None
    return None


def _directory(window: Window, at: int, tail: bytes) -> Directory:
    _, disk, _, _, count, size, offset, comment = _TAIL.unpack_from(tail)
    if at + 22 + comment > window.size:
        raise Truncated(f"comment of {comment} bytes at the end of the file")
    stop, wide = at, _zip64(window, at)
    if wide:
        stop, disk, count, size, offset = wide
    elif count == _FULL16 or _FULL32 in {size, offset}:
        raise Malformed("the end record points to a zip64 record that is not there")
    start, lead, joined = stop - size, stop - size - offset, True
    if disk == 0 and lead != 0 and window.has(CENTRAL, offset) and offset + size <= stop:
        start, lead, joined = offset, 0, False  # a gap behind the directory
    if start < 0 or (lead < 0 and disk == 0) or (count and not window.has(CENTRAL, start)):
        raise Malformed(f"no directory of {size} bytes before the end record at {at}")
    if count * _ENTRY.size > size:
        raise Malformed(f"{count} entries in a directory of {size} bytes")
    text = tail[22 : 22 + comment]
    return Directory(start, size, count, max(0, lead), at + 22 + comment, at, text, disk, joined)


def _zip64(window: Window, at: int) -> tuple[int, int, int, int, int] | None:
    """Offset of the zip64 end record before the end record at `at`, and what it says."""
    if at < 76 or not window.has(_LOCATOR, at - 20):
        return None
    stated = window.cursor(at - 12).number("Q")
    for place in (stated, at - 76):  # a prefix makes the stated place wrong
        if place <= at - 76 and window.has(_END64, place):
            fields = _TAIL64.unpack(window.read(place, _TAIL64.size))
            return place, fields[4], fields[7], fields[8], fields[9]
    raise Malformed("a zip64 locator without its record")


def members(window: Window, directory: Directory) -> Iterator[Member]:
    """The entries of `directory`, in its order.

    Raises `Malformed` where an entry is none, `Truncated` where the directory ends inside one and
    `LimitExceeded` after as many as the window's limits allow.
    """
    at, piece, base = 0, b"", 0
    for number in range(directory.count):
        if number >= window.limits.count:
            raise LimitExceeded(f"{directory.count} members; limit {window.limits.count}")
        if at + 46 + 3 * _FULL16 > len(piece) and base + len(piece) < directory.size:
            base, at = base + at, 0
            piece = window.read(directory.offset + base, min(_PIECE, directory.size - base))
            window.check_time()
        if at + 46 > len(piece):
            raise Truncated(f"the directory ends before entry {number} of {directory.count}")
        fields = _ENTRY.unpack_from(piece, at)
        stop = at + 46 + fields[10] + fields[11] + fields[12]
        if fields[0] != CENTRAL or stop > len(piece):
            raise Malformed(f"entry {number} of {directory.count} is damaged")
        yield _member(fields, piece[at + 46 : stop], directory.lead)
        at = stop


def _member(fields: tuple[int, ...], rest: bytes, lead: int) -> Member:
    flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
    name, extra = rest[: fields[10]], rest[fields[10] : fields[10] + fields[11]]
    offset = fields[16]
    size, packed, offset = _wide(extra, size, packed, offset)
    shown = _text(name, flags)
    return Member(shown, flags, method, crc, packed, size, lead + offset, extra, len(name))


def _wide(extra: bytes, *narrow: int) -> list[int]:
    """`narrow` with each field that is full replaced by its zip64 value (4.5.3)."""
    wide = extra_field(extra, 1)
    values = []
    for one in narrow:
        if one == _FULL32 and len(wide) >= 8:
            values.append(int.from_bytes(wide[:8], "little"))
            wide = wide[8:]
        else:
            values.append(one)
    return values


def extra_field(extra: bytes, wanted: int) -> bytes:
    """The extra field with id `wanted` (4.5.1); empty where it is not there."""
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, at)
        if number == wanted:
            return extra[at + 4 : at + 4 + length]
        at += 4 + length
    return b""


def _text(name: bytes, flags: int) -> str:
    """A name is UTF-8 where bit 11 says so, else code page 437 (appendix D); many only say so."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("utf-8", "surrogateescape") if flags & 0x800 else name.decode("cp437")


def packed_data(window: Window, member: Member) -> Window:
    """The bytes of `member` as the archive has them.

    Raises `Malformed` where its local header is none or has another name than the directory says.
    """
    fields = _HEADER.unpack(window.read(member.offset, _HEADER.size))
    if fields[0] != LOCAL:
        raise Malformed(f"no local header at {member.offset} for {member.name!r:.80}")
    start = member.offset + _HEADER.size
    name = _text(window.read(start, fields[9]), fields[2] | member.flags & 0x800)
    if name != member.name:
        raise Malformed(f"{member.name!r:.80} is called {name!r:.80} in its local header")
    return window.cut(start + fields[9] + fields[10], member.packed)


def head(window: Window, member: Member, length: int) -> bytes:
    """The first `length` bytes of `member` when unpacked, or fewer where it ends.

    Raises `Encrypted` where it is marked so, `Malformed` for a method that is not read.
    """
    if member.encrypted:
        raise Encrypted(f"member {member.name!r:.80} is encrypted")
    if member.method not in _METHODS:
        known = METHOD_NAMES.get(member.method, str(member.method))
        raise Malformed(f"member {member.name!r:.80} uses compression {known}, which is not read")
    return head_of(packed_data(window, member), _METHODS[member.method], min(length, member.size))


def unpacked_data(window: Window, member: Member) -> Window:
    """The bytes of `member` unpacked, whatever its encryption mark says.

    Raises `LimitExceeded` where that is more than one read may give, `Malformed` for a method
    that is not read.
    """
    if member.method == 0:
        return packed_data(window, member)
    if member.size > window.limits.read:
        raise LimitExceeded(f"{member.name!r:.80} is {member.size} bytes unpacked")
    clear = replace(member, flags=member.flags & ~1)
    return Window.over(head(window, clear, member.size), window.limits)
