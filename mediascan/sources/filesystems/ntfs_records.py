"""How much of a file of NTFS was ever written: what lies behind it reads as zeros.

The Sleuth Kit's door does not tell it, and the clusters behind hold what was there before. Source:
libfsntfs, "New Technologies File System (NTFS)", chapters "MFT entry" and "MFT attribute": a record
with fix-ups, attributes of which `$DATA` that is not resident has its valid length at 56, and an
attribute list where they do not fit into one record.
"""

import struct
from collections.abc import Iterator, Sequence

from mediascan.model.extent import Extent
from mediascan.sources.filesystems.base import ReadInto
from mediascan.sources.filesystems.reads import through

_DATA, _LIST, _END = 0x80, 0x20, 0xFFFFFFFF
_ATTRIBUTES_MOST = 1024  # of one record: a record has 4096 bytes at most
_AHEAD = 1 << 16  # bytes of records read at once: neighbours are asked for next
_STRIDE = 512  # bytes that one fix-up guards


class Records:
    """The master file table, whose extents are `extents` of a volume."""

    def __init__(self, read_into: ReadInto, extents: Sequence[Extent], record: int) -> None:
        self._read = through(read_into, extents)
        self._size = sum(one.length for one in extents)
        self._record = record
        self._ahead = max(_AHEAD // record, 1) * record
        self._at, self._kept = -1, b""

    def valid(self, number: int, name: bytes) -> int | None:
        """Bytes of the stream `name` that were written; None where nobody says."""
        wanted = name.decode("utf-8", "surrogateescape").encode("utf-16-le", "surrogatepass")
        record = self._get(number)
        found = _valid_of(record, wanted)
        if found is not None:
            return found
        for other in _elsewhere(record, wanted):
            if other != number:
                return _valid_of(self._get(other), wanted)
        return None

    def _get(self, number: int) -> bytes:
        at = number * self._record
        start = at // self._ahead * self._ahead
        if start != self._at:
            buffer = bytearray(max(0, min(self._ahead, self._size - start)))
            done = self._read(memoryview(buffer), start) if buffer else 0
            self._at, self._kept = start, bytes(buffer[:done])
        return _fixed(self._kept[at - start : at - start + self._record])


def _fixed(raw: bytes) -> bytes:
    """A record with the ends of its sectors put back; empty where it is none."""
    if len(raw) < 48 or raw[:4] != b"FILE":
        return b""
    place, count = struct.unpack_from("<HH", raw, 4)
    if place + 2 * count > len(raw) or (count - 1) * _STRIDE > len(raw):
        return b""
    data = bytearray(raw)
    for sector in range(1, count):
        end = sector * _STRIDE
        data[end - 2 : end] = raw[place + 2 * sector : place + 2 * sector + 2]
    return bytes(data)


def _attributes(record: bytes) -> Iterator[tuple[int, bytes]]:
    if not record:
        return
    at = int.from_bytes(record[20:22], "little")
    for _ in range(_ATTRIBUTES_MOST):
        if at + 24 > len(record):
            return
        kind, length = struct.unpack_from("<II", record, at)
        if kind == _END or length < 24 or at + length > len(record):
            return
        yield kind, record[at : at + length]
        at += length


def _valid_of(record: bytes, name: bytes) -> int | None:
    for kind, one in _attributes(record):
        if kind != _DATA or not one[8] or len(one) < 64 or any(one[16:24]):
            continue
        place = int.from_bytes(one[10:12], "little")
        if one[place : place + 2 * one[9]] == name:
            return int.from_bytes(one[56:64], "little")
    return None


def _elsewhere(record: bytes, name: bytes) -> Iterator[int]:
    """Records that hold the first part of `$DATA`, by an attribute list that is resident."""
    for kind, one in _attributes(record):
        if kind != _LIST or one[8]:
            continue
        at = int.from_bytes(one[20:22], "little")
        for _ in range(_ATTRIBUTES_MOST):
            if at + 26 > len(one):
                return
            of, length, letters, place, first, number = struct.unpack_from("<IHBBQQ", one, at)
            if length < 26:
                return
            if of == _DATA and not first and one[at + place : at + place + 2 * letters] == name:
                yield number & 0xFFFFFFFFFFFF
            at += length
