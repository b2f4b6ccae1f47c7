"""UDIF: the disk images of macOS (.dmg).

A trailer of 512 bytes ("koly", big-endian) names an XML property list, whose `blkx` tables say
where each run of sectors is: stored, zeros, or compressed. Sparse bundles are folders of bands,
and encrypted images have another header: neither is this.
"""

import plistlib
import struct
from array import array
from bisect import bisect_right
from typing import Any
from xml.parsers.expat import ExpatError

from mediascan.model.errors import LimitExceeded, Malformed, UsageError
from mediascan.model.limits import MIB
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs

_MAGIC = b"koly"
_TRAILER, _SECTOR = 512, 512
_LIST_BYTES = 64 * MIB  # of the property list: 1.2 million runs, of 1 MiB each 1.2 TB
_TABLE_HEADER, _ENTRY = 204, 40
_ZERO, _IGNORED, _PLAIN = 0, 2, 1
_METHODS = {0x8000_0005: "zlib", 0x8000_0006: "bzip2", 0x8000_0008: "lzma"}
_NOTES = {0x7FFF_FFFE, 0xFFFF_FFFF}  # a comment, and the end
_KNOWN = {0x8000_0004: "ADC", 0x8000_0007: "LZFSE"}


class _Runs:
    """The runs of all tables, in columns, by their start."""

    def __init__(self, data_start: int) -> None:
        self._data = data_start
        self._found: list[tuple[int, int, int, int, int]] = []
        self.starts = array("Q")

    def take(self, table: bytes) -> None:
        """The runs of one `mish` table."""
        if table[:4] != b"mish" or len(table) < _TABLE_HEADER:
            raise Malformed("a table of blocks is damaged")
        first, _, base = struct.unpack_from(">QQQ", table, 8)
        count = int.from_bytes(table[200:204], "big")
        end = min(_TABLE_HEADER + _ENTRY * count, len(table) - _ENTRY + 1)
        for at in range(_TABLE_HEADER, end, _ENTRY):
            kind, _, sector, sectors, offset, stored = struct.unpack_from(">IIQQQQ", table, at)
            if kind in _NOTES or not sectors:
                continue
            start = (first + sector) * _SECTOR
            row = (start, sectors * _SECTOR, self._data + base + offset, stored, kind)
            if max(row) >= 1 << 63:
                raise Malformed("a run of blocks lies nowhere")
            self._found.append(row)

    def settle(self) -> None:
        """All tables are taken."""
        self._found.sort()
        self.starts = array("Q", (one[0] for one in self._found))

    def run(self, at: int) -> Run:
        number = bisect_right(self.starts, at) - 1
        if number < 0:
            raise Malformed("no table has these bytes")
        start, length, offset, stored, kind = self._found[number]
        if kind in {_ZERO, _IGNORED}:
            return Run(start, length)
        if kind == _PLAIN:
            return Run(start, min(length, stored), 0, offset)
        if kind not in _METHODS:
            raise Malformed(f"compressed as {_KNOWN.get(kind, hex(kind))}, which is not read")
        return Run(start, length, 0, offset, stored, _METHODS[kind])


def _understand(files: ImageFiles) -> tuple[Shape, Locate]:
    trailer = files.read_exactly(0, _TRAILER, max(0, files.sizes[0] - _TRAILER))
    data_start = int.from_bytes(trailer[24:32], "big")
    segment_count = int.from_bytes(trailer[60:64], "big")
    place, length = struct.unpack_from(">QQ", trailer, 216)
    sectors = int.from_bytes(trailer[492:500], "big")
    if segment_count > 1:
        raise UsageError(
            "The disk image is one of several segments: join them with hdiutil convert, and "
            "inspect the result."
        )
    if length > _LIST_BYTES:
        raise LimitExceeded(f"a property list of {length} bytes")
    runs = _Runs(data_start)
    for table in _tables(files.read_fully(0, length, place)):
        runs.take(table)
    runs.settle()
    return Shape("udif", sectors * _SECTOR), runs.run


def _tables(data: bytes) -> list[bytes]:
    try:
        root: Any = plistlib.loads(data, fmt=plistlib.FMT_XML)
        found = [one["Data"] for one in root["resource-fork"]["blkx"]]
    except (ExpatError, ValueError, LookupError, TypeError, AttributeError, OverflowError) as bad:
        raise Malformed("the property list is damaged") from bad
    return [one for one in found if isinstance(one, bytes)]


def _open(path: str) -> Medium:
    return open_runs([path], _understand)


MEDIUM = MediumKind(
    kind="udif",
    title="a UDIF image (macOS)",
    reference="https://github.com/libyal/libmodi/blob/main/documentation/Mac%20OS%20disk%20image%20types.asciidoc",
    accepts=lambda path: head(path, 4, -_TRAILER) == _MAGIC,
    open=_open,
)
