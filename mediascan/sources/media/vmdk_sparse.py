"""A sparse extent of VMDK: a directory of tables of grains, little-endian, in 512-byte sectors.

Flag bit 16 says that grains are compressed: each then has its sector, its length and a zlib stream.
A stream-optimised extent has its directory at the end, named by a copy of the header there.
"""

import struct
from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.media.files import ImageFiles
from mediascan.sources.media.runs import Run
from mediascan.sources.media.tables import Tables

SPARSE = b"KDMV"
_SECTOR = 512
_HEADER = struct.Struct("<4sIIQQQQIQQQB4xH")
_AT_END = (1 << 64) - 1  # offset of the directory: see the footer
_FOOTER = 1024  # from the end: the header's copy, then an end marker of 512 bytes
_GRAIN = (1, 16384)  # sectors: 128 is usual, 8 MiB far beyond
_TABLE = (1, 65536)  # grains a table: 512 is usual
_ZEROED, _COMPRESSED = 1 << 2, 1 << 16
_DEFLATE = 1
_DESCRIPTOR_SECTORS = 128


@dataclass(frozen=True, slots=True)
class Header:
    """The fields that matter, sizes in bytes."""

    flags: int
    capacity: int
    grain: int
    descriptor: int
    descriptor_bytes: int
    per_table: int
    directory: int
    unclean: bool
    method: int


class SparseExtent:
    """One sparse extent, file `number` of an image."""

    def __init__(self, files: ImageFiles, number: int) -> None:
        header = _header(files.read_exactly(number, _HEADER.size, 0))
        if header.directory == _AT_END * _SECTOR:
            place = max(0, files.sizes[number] - _FOOTER)
            header = _header(files.read_exactly(number, _HEADER.size, place))
        if header.method and header.method != _DEFLATE:
            raise Malformed(f"compression method {header.method}")
        self._header = header
        self._number = number
        self._tables = Tables(files, 4, "little")
        self.size = header.capacity
        most = min(header.descriptor_bytes, _DESCRIPTOR_SECTORS * _SECTOR)
        self.descriptor = files.read_fully(number, most, header.descriptor) if most else b""
        message = "the image was not closed by what wrote it (unclean shutdown)"
        self.faults = (Fault(FaultKind.MALFORMED, message),) if header.unclean else ()

    def run(self, at: int) -> Run:
        """Where the grain that holds byte `at` of the extent is."""
        header, grain = self._header, self._header.grain
        index, start = at // grain, at - at % grain
        high, low = divmod(index, header.per_table)
        length = min(grain, self.size - start)
        table = self._tables.at(self._number, header.directory + 4 * high) * _SECTOR
        if not table:
            return Run(start, length)
        place = self._tables.at(self._number, table + 4 * low)
        if not place or (place == 1 and header.flags & _ZEROED):
            return Run(start, length)
        if not header.flags & _COMPRESSED:
            return Run(start, length, self._number, place * _SECTOR)
        offset = place * _SECTOR
        lba = self._tables.at(self._number, offset) + (
            self._tables.at(self._number, offset + 4) << 32
        )
        if lba * _SECTOR != start:
            raise Malformed("a grain says that it lies elsewhere")
        stored = self._tables.at(self._number, offset + 8)
        return Run(start, grain, self._number, offset + 12, stored, "zlib")


def sparse(files: ImageFiles, number: int) -> SparseExtent:
    """The sparse extent in file `number`. Raises `InputFault` for a header that makes no sense."""
    return SparseExtent(files, number)


def _header(data: bytes) -> Header:
    fields = _HEADER.unpack(data)
    (
        magic,
        version,
        flags,
        capacity,
        grain,
        text,
        texts,
        per_table,
        _,
        directory,
        _,
        unclean,
        method,
    ) = fields
    if magic != SPARSE or version not in {1, 2, 3}:
        raise Malformed("no header of a sparse extent")
    if not _GRAIN[0] <= grain <= _GRAIN[1] or not _TABLE[0] <= per_table <= _TABLE[1]:
        raise Malformed(f"grains of {grain} sectors, {per_table} a table")
    if text > 1 << 54 or texts > 1 << 54:
        raise Malformed("the descriptor lies nowhere")
    return Header(
        flags=flags,
        capacity=capacity * _SECTOR,
        grain=grain * _SECTOR,
        descriptor=text * _SECTOR,
        descriptor_bytes=texts * _SECTOR,
        per_table=per_table,
        directory=directory * _SECTOR,
        unclean=bool(unclean),
        method=method if flags & _COMPRESSED else 0,
    )
