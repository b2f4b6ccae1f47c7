"""File rows: columns on their way from a worker to the catalog, one row on its way out.

A worker makes 256 rows at a time. As 256 objects they would cost more to pickle, and as 256 rows
of a database more to store, than to hash. So they are packed in the worker, column by column, and
nobody takes them apart again before the report is written.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

_NONE = 0xFFFF_FFFF  # the length that stands for None
_MOST = (1 << 63) - 1  # what lies beyond is stored as this


class Row(NamedTuple):
    """One entry of the source. Digests are None where not every byte was read."""

    path: bytes
    kind: int  # EntryKind
    unread: int  # 1 when content is missing from the record: try again on resume
    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int
    read: int  # bytes read of the content
    blake3: bytes | None
    sha256: bytes | None
    md5: bytes | None
    sha1: bytes | None
    segments: bytes | None  # BLAKE3 of each segment of a large file, 32 bytes each
    content: str | None  # content class; None for what is no file
    magic: str | None  # libmagic's words, where it was asked
    target: bytes | None  # of a link
    detail: bytes | None  # canonical JSON object with findings, faults, holes


_NUMBER, _LENGTH = struct.Struct("<q"), struct.Struct("<I")
_SMALL = ("kind", "unread")  # one byte a row
_NUMBERS = ("size", "mtime_ns", "ctime_ns", "inode", "read")  # signed, 8 bytes, little endian
_TEXTS = ("content", "magic")
_BY_PATH = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Columns:
    """Up to some hundred rows, sorted by path: `packed` has one text of bytes a field of `Row`.

    Small numbers are a byte a row, other numbers 8 bytes. All else is the lengths of the values, 4
    bytes each with 0xFFFFFFFF for None, and then the values; nothing at all where every value is
    None. `files` and `read` count the files among the rows and the bytes read of them.
    """

    count: int
    files: int
    read: int
    first: bytes  # the smallest path
    packed: tuple[bytes, ...]

    @classmethod
    def of(cls, rows: Sequence[tuple[Any, ...]]) -> "Columns":
        """The columns of rows, in any order, whose values are in the order of `Row`."""
        if not rows:
            return cls(0, 0, 0, b"", ())
        fields = dict(zip(Row._fields, zip(*sorted(rows, key=_BY_PATH), strict=True), strict=True))
        return cls(
            len(rows),
            fields["kind"].count(0),
            sum(fields["read"]),
            fields["path"][0],
            tuple(_pack(name, values) for name, values in fields.items()),
        )

    def __len__(self) -> int:
        return self.count

    def rows(self) -> Iterator[Row]:
        """The rows, in the order of their paths. Raises `ValueError` for damaged columns.

        They are made one at a time: of a large container many batches are open at once.
        """
        fields = [
            _unpack(name, data, self.count)
            for name, data in zip(Row._fields, self.packed, strict=True)
        ]
        return map(Row._make, zip(*fields, strict=True))


def _pack(name: str, values: Sequence[Any]) -> bytes:
    if name in _SMALL:
        return bytes(values)
    if name in _NUMBERS:
        try:
            return struct.pack(f"<{len(values)}q", *values)
        except struct.error:  # btrfs and XFS hold times that no reader of 64-bit nanoseconds does
            return struct.pack(f"<{len(values)}q", *(max(-_MOST, min(_MOST, n)) for n in values))
    some: list[Any] = [one for one in values if one is not None]
    if not some:
        return b""
    if name in _TEXTS:
        some = [one.encode("utf-8", "backslashreplace") for one in some]
    lengths: list[int] = [*map(len, some)]
    if len(some) < len(values):
        left = iter(lengths)
        lengths = [_NONE if one is None else next(left) for one in values]
    return struct.pack(f"<{len(values)}I", *lengths) + b"".join(some)


def _unpack(name: str, data: bytes, count: int) -> Iterable[Any]:
    if name in _SMALL:
        return data
    if name in _NUMBERS:
        if len(data) != 8 * count:
            raise ValueError(f"the column {name} is damaged")
        return (one for (one,) in _NUMBER.iter_unpack(data))
    if not data:
        return repeat(None, count)
    lengths = memoryview(data)[: 4 * count]
    total = sum(n for (n,) in _LENGTH.iter_unpack(lengths) if n != _NONE)
    if 4 * count + total != len(data):
        raise ValueError(f"the column {name} is damaged")
    values = _values(data, lengths)
    if name in _TEXTS:
        return (None if one is None else one.decode("utf-8") for one in values)
    return values


def _values(data: bytes, lengths: memoryview) -> Iterator[bytes | None]:
    at = len(lengths)
    for (length,) in _LENGTH.iter_unpack(lengths):
        if length == _NONE:
            yield None
        else:
            yield data[at : at + length]
            at += length


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a worker says of one batch. `later` and `large` are to be asked again.

    `part`: not yet all of it. Rows of members go ahead under a token, and count when the result
    that `confirms` it has come; without that, the worker ended, and they will come again.
    """

    columns: Columns
    later: tuple[tuple[bytes, bytes], ...] = ()  # (folder, name)
    large: tuple[tuple[bytes, bytes], ...] = ()  # each a batch of its own
    finding_count: int = 0
    fault_count: int = 0
    part: bytes = b""
    confirms: bytes = b""
