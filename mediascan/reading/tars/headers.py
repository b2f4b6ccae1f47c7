"""tar members: 512-byte headers, each followed by its data in blocks of 512 bytes.

Layouts: POSIX.1-2017 "pax" (ustar, extended headers), GNU tar manual "Basic Tar Format" (long
names, sizes in base 256, sparse files, volumes). A tar has no table of members, so they are
counted by going from one header to the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.window import Window

BLOCK = 512
ZEROS = bytes(BLOCK)
_EXTENDED = 1 << 20  # bytes of one extended header or long name; GNU tar's own are a few hundred
_MAPS = 1 << 16  # further blocks of the map of a sparse file
_NEAR = 1 << 11  # data up to this length is read along with the headers around it
_HEADERS = 8  # extended headers before one member: a writer needs four
_WANTED = frozenset(("path", "size", "comment", "GNU.sparse.name"))  # pax records that tell us more
_WITHOUT_DATA = frozenset(b"123456")  # links, devices, folders and pipes, whatever size they tell
_FILES = frozenset(b"\x0007S")
_PAX_GLOBAL, _PAX_NEXT = ord("g"), ord("x")
_ASCII = bytes(range(128))
_LONG_NAME, _LONG_LINK = ord("L"), ord("K")
_SPARSE, _LABEL, _CONTINUED = ord("S"), ord("V"), ord("M")


@dataclass(frozen=True, slots=True)
class Member:
    """One member; `size` is what it takes in the archive."""

    name: str
    size: int
    kind: int  # type flag: a byte
    at: int  # offset of its first header, extended ones included
    data: int  # offset of its data
    end: int  # offset of the next header

    @property
    def is_file(self) -> bool:
        return self.kind in _FILES and not self.name.endswith("/")

    @property
    def is_global(self) -> bool:
        """Whether it is a global header at the end, with no member behind it."""
        return self.kind == _PAX_GLOBAL

    @property
    def is_label(self) -> bool:
        return self.kind == _LABEL

    @property
    def is_continued(self) -> bool:
        """Whether its data begins in an earlier volume."""
        return self.kind == _CONTINUED


@dataclass(slots=True)
class Walk:
    """A walk over members: what is known once it is over."""

    end: int = 0  # where the walk stopped: behind the last member, or behind the last block
    closed: bool = False  # two blocks of zeros, as the standard asks for
    remarks: dict[str, str] = field(default_factory=dict)  # global pax records


def is_tar(window: Window) -> bool:
    """Whether a header with a right checksum stands at the start."""
    if window.size < BLOCK:
        return False
    header = window.read(0, BLOCK)
    return header != ZEROS and checksum_holds(header)


def members(window: Window, walk: Walk) -> Iterator[Member]:
    """All members in turn; `walk` is kept up to date.

    Raises `Truncated` where the file ends inside a header, `Malformed` where a header is not one,
    `LimitExceeded` where there are more members than the limits allow.
    """
    sparse = False
    for count in range(window.limits.count + 1):
        if walk.end >= window.size:
            return
        header = _block(window, walk.end, sparse)
        if header == ZEROS:
            _close(window, walk)
            return
        if count == window.limits.count:
            raise LimitExceeded(f"more than {count} members")
        member = _member(window, walk, header)
        yield member
        sparse = member.end - member.data > _NEAR
        walk.end = member.end


def _close(window: Window, walk: Walk) -> None:
    """At a block of zeros: the archive ends here; one block alone is what some writers leave."""
    walk.closed = window.has(ZEROS, walk.end + BLOCK)
    walk.end += BLOCK * (2 if walk.closed else 1)


def _block(window: Window, at: int, sparse: bool) -> bytes:  # noqa: FBT001 - private
    if at + BLOCK > window.size:
        raise Truncated(f"the header at {at} is cut off")
    return window.sparse(at, BLOCK) if sparse else window.read(at, BLOCK)


def _member(window: Window, walk: Walk, header: bytes) -> Member:
    """The member whose first header is `header`, with what its extended headers override."""
    own: dict[str, str] = {}
    at = first = walk.end
    for _ in range(_HEADERS):
        if not checksum_holds(header):
            raise Malformed(f"no tar header with a right checksum at {at}")
        kind, size = header[156], number(header[124:136])
        if kind in (_PAX_GLOBAL, _PAX_NEXT):
            records = pax_records(_payload(window, at, size))
            (walk.remarks if kind == _PAX_GLOBAL else own).update(records)
        elif kind == _LONG_NAME:
            own["path"] = _text(_payload(window, at, size).split(b"\0")[0])
        elif kind != _LONG_LINK:
            return _plain(window, walk, header, own, (first, at))
        at = _after(at + BLOCK, size)
        if kind == _PAX_GLOBAL and (at >= window.size or window.has(ZEROS, at)):
            return Member("", 0, kind, first, at, at)
        header = _block(window, at, sparse=False)
    raise LimitExceeded(f"more than {_HEADERS} extended headers before one member")


def _plain(
    window: Window, walk: Walk, header: bytes, own: dict[str, str], place: tuple[int, int]
) -> Member:
    first, at = place
    said = walk.remarks | own
    kind = header[156]
    told = said.get("size", "")
    size = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else -1
    size = size if size >= 0 else number(header[124:136])
    data = at + BLOCK
    if kind == _SPARSE:
        data = _behind_maps(window, header, data)
    name = said.get("GNU.sparse.name") or said.get("path") or _name(header)
    size = 0 if kind in _WITHOUT_DATA or (kind == 0 and name.endswith("/")) else size
    return Member(name, size, kind, first, data, _after(data, size))


def _behind_maps(window: Window, header: bytes, at: int) -> int:
    """Where the data of an old GNU sparse file begins: its map may take further blocks."""
    more = header[482]
    for _ in range(_MAPS):
        if not more:
            return at
        more = window.read(at, BLOCK)[504]
        at += BLOCK
    raise LimitExceeded(f"map of a sparse file of more than {_MAPS} blocks")


def _payload(window: Window, at: int, size: int) -> bytes:
    if size > _EXTENDED:
        raise LimitExceeded(f"extended tar header of {size} bytes; limit {_EXTENDED}")
    return window.read(at + BLOCK, size)


def _after(at: int, size: int) -> int:
    return at + (size + BLOCK - 1) // BLOCK * BLOCK


def pax_records(data: bytes) -> dict[str, str]:
    """The "length key=value" records that matter here, as far as they are legal."""
    records: dict[str, str] = {}
    at = 0
    for _ in range(data.count(b"\n") + 1):
        blank = data.find(b" ", at, at + 20)
        digits = data[at:blank] if blank > at else b""
        end = at + int(digits) if digits.isdigit() else 0
        if not blank < end <= len(data):
            break
        record = data[blank + 1 : end - 1]
        key, equals, value = record.partition(b"=")
        if not equals:
            break
        if _text(key) in _WANTED:
            records[_text(key)] = _text(value)
        at = end
    return records


def number(field: bytes) -> int:
    """An octal number, or base 256 where its first bit is set (GNU). Raises `Malformed`."""
    if field[0] & 0x80:
        value = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
        if field[0] & 0x40:
            raise Malformed("negative number in a tar header")
        return value
    text = field.split(b"\0")[0].strip(b" ")
    if text.strip(b"01234567"):
        raise Malformed(f"{text!r:.40} is not an octal number")
    return int(text or b"0", 8)


def checksum_holds(header: bytes) -> bool:
    """Whether the sum of all bytes, the checksum's own as blanks, is what the header says.

    Some old writers added the bytes as signed ones.
    """
    field = header[148:156]
    try:
        told = number(field)
    except Malformed:
        return False
    if not field.strip(b"\0 "):
        return False
    rest = header[:148] + header[156:]
    total = sum(rest) + 8 * ord(" ")
    return told == total or told == total - 256 * len(rest.translate(None, _ASCII))


def _name(header: bytes) -> str:
    """The name in a header: with its prefix where the header is POSIX ustar."""
    name = header[:100].split(b"\0")[0]
    prefix = header[345:500].split(b"\0")[0]
    if header[257:263] == b"ustar\0" and prefix:
        name = prefix + b"/" + name
    return _text(name)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")
