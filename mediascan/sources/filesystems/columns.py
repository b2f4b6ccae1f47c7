"""Entries as columns of bytes, from the process that runs a parser to the one that trusts nobody.

The parser is C code that hostile bytes may have taken over. So no pickle comes from there, only
numbers and texts, and what does not add up is `Malformed`.
"""

import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, pairwise
from typing import Any

from mediascan.model.errors import Malformed
from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.filesystems.base import Listed

_KINDS = tuple(EntryKind)
_MOST = (1 << 63) - 1
_NOWHERE = -1  # `physical` of a hole
_ABSENT = -1  # length of what is None
_SECTIONS = 14
_LENGTHS = struct.Struct(f"<I{_SECTIONS}Q")


def pack(entries: Sequence[Listed]) -> bytes:
    """At least one entry as bytes."""
    paths, kinds, identities, extents, resident, streams, deleted, targets, faults = zip(
        *entries, strict=True
    )
    sections = (
        b"\0".join(paths),
        bytes(kinds),
        *(_numbers(column) for column in zip(*identities, strict=True)),
        _numbers(map(len, extents)),
        _numbers(_flat(extents)),
        bytes(deleted),
        _texts(resident, None),
        _texts(streams, b""),
        _texts(targets, None),
        _texts([one.encode("utf-8", "replace") for one in faults], b""),
    )
    return _LENGTHS.pack(len(entries), *map(len, sections)) + b"".join(sections)


def unpack(data: bytes) -> Iterator[Listed]:
    """The entries again. Raises `Malformed` where `data` is not what `pack` gives."""
    try:
        return _unpack(data)
    except (IndexError, TypeError, ValueError, struct.error) as bad:
        raise Malformed(f"the parser's answer makes no sense: {bad}") from None


def _unpack(data: bytes) -> Iterator[Listed]:
    count, *lengths = _LENGTHS.unpack_from(data)
    ends = list(accumulate(lengths, initial=_LENGTHS.size))
    if ends[-1] != len(data) or count < 1:
        raise ValueError("lengths do not add up")
    parts = [data[a:b] for a, b in pairwise(ends)]
    identities = [Identity(*one) for one in zip(*map(_list, parts[2:7]), strict=True)]
    return iter(
        [
            Listed(*one)
            for one in zip(
                _length(parts[0].split(b"\0"), count),
                _length([_KINDS[kind] for kind in parts[1]], count),
                _length(identities, count),
                _extents(_length(_list(parts[7]), count), _list(parts[8])),
                _bytes(parts[10], count, None),
                _bytes(parts[11], count, b""),
                _length([bool(one) for one in parts[9]], count),
                _bytes(parts[12], count, None),
                [one.decode("utf-8", "replace") for one in _bytes(parts[13], count, b"")],
                strict=True,
            )
        ]
    )


def _length(column: list[Any], count: int) -> list[Any]:
    if len(column) != count:
        raise ValueError("columns of different length")
    return column


def _flat(extents: Iterable[tuple[Extent, ...]]) -> list[int]:
    every = chain.from_iterable(extents)
    return [
        number
        for logical, physical, length in every
        for number in (logical, _NOWHERE if physical is None else physical, length)
    ]


def _extents(counts: list[int], flat: list[int]) -> list[tuple[Extent, ...]]:
    every = [
        Extent(logical, None if physical == _NOWHERE else physical, length)
        for logical, physical, length in zip(flat[::3], flat[1::3], flat[2::3], strict=True)
    ]
    if any(one.logical < 0 or one.length < 0 or (one.physical or 0) < 0 for one in every):
        raise ValueError("an extent that lies nowhere")
    if min(counts) < 0 or sum(counts) != len(every):
        raise ValueError("extents that belong to no entry")
    if len(every) == len(counts) and max(counts) == 1:
        return [(one,) for one in every]
    ends = accumulate(counts, initial=0)
    return [tuple(every[a:b]) for a, b in pairwise(ends)]


def _numbers(column: Iterable[int]) -> bytes:
    column = list(column)
    try:
        return array("q", column).tobytes()
    except OverflowError:  # a time or a size that no disk has
        return array("q", [max(-_MOST, min(one, _MOST)) for one in column]).tobytes()


def _list(raw: bytes) -> list[int]:
    found = array("q")
    found.frombytes(raw)
    return found.tolist()


def _texts(column: Sequence[bytes | None], without: bytes | None) -> bytes:
    """The column; nothing where all of it is `without`."""
    if column.count(without) == len(column):
        return b""
    lengths = array("q", [_ABSENT if one is None else len(one) for one in column])
    return lengths.tobytes() + b"".join(one for one in column if one)


def _bytes(raw: bytes, count: int, without: bytes | None) -> list[Any]:
    if not raw:
        return [without] * count
    lengths = _length(_list(raw[: count * 8]), count)
    ends = accumulate((max(0, one) for one in lengths), initial=count * 8)
    found: list[bytes | None] = [
        None if length == _ABSENT else raw[a:b]
        for length, (a, b) in zip(lengths, pairwise(ends), strict=True)
    ]
    if sum(max(0, one) for one in lengths) != len(raw) - count * 8:
        raise ValueError("texts of another length")
    return found
