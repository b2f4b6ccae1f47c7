"""gzip (RFC 1952): members one after another, whose contents are one file."""

from collections.abc import Iterator

from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.machines import Deflate, follows, unpacked
from mediascan.reading.unpacking.single import inner_name, note_behind

_MAGIC = b"\x1f\x8b\x08"
_LONGEST = 1 << 12  # bytes of a header that are looked at for a name
_EXTRA, _NAME = 4, 8  # flags


def members(held: Held) -> Iterator[Item]:
    first, notes = held.stream.peek(_LONGEST), list[str]()
    again = follows(held.stream, (_MAGIC,), notes)
    read = unpacked(held.stream.some, lambda: Deflate(31), held.allowance, again)
    mtime = int.from_bytes(first[4:8], "little")
    yield Item(_name(first) or inner_name(held.name), read, mtime_ns=mtime * 10**9)
    note_behind(held, notes)


def _name(header: bytes) -> bytes:
    """The name that the header keeps; empty where it keeps none."""
    if len(header) < 12 or not header[3] & _NAME:
        return b""
    at = 10
    if header[3] & _EXTRA:
        at += 2 + int.from_bytes(header[10:12], "little")
    name, end, _ = header[at:].partition(b"\0")
    return name if end else b""


OPENER = Opener("gzip", members)
