"""QCOW2: the images of QEMU, versions 2 and 3, with compressed clusters and subclusters.

Header (big-endian) at 0, an L1 table of pointers to L2 tables, whose entries name clusters. A
backing file, an external data file and encryption are refused with their names: another file is
never opened because an image says so. Snapshots inside are told, and the current state is read.
libqcow (20260703) gave wrong bytes for compressed clusters and ciphertext for encrypted images.
"""

import struct
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import Malformed, Truncated, UsageError
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs
from mediascan.sources.media.tables import Tables

_STARTS = (b"QFI\xfb\0\0\0\x02", b"QFI\xfb\0\0\0\x03")  # magic and version
_OFFSET = 0x00FF_FFFF_FFFF_FE00  # bits 9 to 55 of an entry
_COMPRESSED, _ZERO = 1 << 62, 1
_DIRTY, _CORRUPT, _DATA_FILE, _METHOD, _EXTENDED = (1 << bit for bit in range(5))
_BACKING_NAME = 1023  # bytes of the name of a backing file
_METHODS = {0: "deflate", 1: "zstd"}


class _Map:
    """Finds clusters, and the 32 subclusters of those that have them."""

    def __init__(self, files: ImageFiles, header: bytes) -> None:
        bits, self.size = struct.unpack_from(">IQ", header, 20)
        self._l1_size, self._l1 = struct.unpack_from(">IQ", header, 36)
        if not 9 <= bits <= 21:
            raise Malformed(f"clusters of 2 to the power of {bits} bytes")
        self._bits = bits
        self.features = struct.unpack_from(">Q", header, 72)[0] if len(header) >= 104 else 0
        long = len(header) > 104 and struct.unpack_from(">I", header, 100)[0] > 104
        method = header[104] if long and self.features & _METHOD else 0
        if method not in _METHODS:
            raise Malformed(f"compression method {method}")
        self._method = _METHODS[method]
        self._width = 16 if self.features & _EXTENDED else 8
        self._cluster = 1 << bits
        self._entries = self._cluster // self._width
        self._tables = Tables(files, 8, "big")
        if -(-self.size // (self._cluster * self._entries)) > self._l1_size:
            raise Malformed("the L1 table is too short for the disk")

    def run(self, at: int) -> Run:
        index, start = at >> self._bits, at & -self._cluster
        length = min(self._cluster, self.size - start)
        high, low = divmod(index, self._entries)
        l2 = self._tables.at(0, self._l1 + 8 * high) & _OFFSET
        if not l2:
            return Run(start, length)
        place = l2 + self._width * low
        entry = self._tables.at(0, place)
        if entry & _COMPRESSED:
            return self._compressed(entry, start)
        if self._width == 16:
            return self._subcluster(at, entry & _OFFSET, self._tables.at(0, place + 8))
        if entry & _ZERO or not entry & _OFFSET:
            return Run(start, length)
        return Run(start, length, 0, entry & _OFFSET)

    def _compressed(self, entry: int, start: int) -> Run:
        """The offset has 62 - (bits - 8) bits, above it the number of further 512-byte sectors."""
        split = 62 - (self._bits - 8)
        offset = entry & ((1 << split) - 1)
        sectors = ((entry & (_COMPRESSED - 1)) >> split) + 1
        stored = sectors * 512 - offset % 512
        return Run(start, self._cluster, 0, offset, stored, self._method)

    def _subcluster(self, at: int, cluster: int, bitmap: int) -> Run:
        """Bits 0 to 31 say which of the 32 parts are stored, 32 to 63 which read as zeros."""
        unit = self._cluster // 32
        number = at % self._cluster // unit
        start = at - at % unit
        length = min(unit, self.size - start)
        if bitmap >> (32 + number) & 1 or not bitmap >> number & 1 or not cluster:
            return Run(start, length)
        return Run(start, length, 0, cluster + number * unit)


def _facts(header: bytes, found: _Map) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    version, snapshots = _number(header, 4), _number(header, 60)
    faults = []
    if snapshots:
        message = f"the image holds {snapshots} snapshots: earlier states, which are not read"
        faults.append(Fault(FaultKind.SKIPPED, message))
    if found.features & _CORRUPT:
        faults.append(Fault(FaultKind.MALFORMED, "QEMU marked this image as corrupt"))
    if found.features & _DIRTY:
        message = "the image was not closed by what wrote it (dirty bit)"
        faults.append(Fault(FaultKind.MALFORMED, message))
    return {"formatVersion": version, "snapshots": snapshots}, tuple(faults)


def _refuse(files: ImageFiles, header: bytes, features: int) -> None:
    path = show(files.paths[0])
    place, length = struct.unpack_from(">QI", header, 8)
    if place:
        name = show(files.read_fully(0, min(length, _BACKING_NAME), place))
        raise UsageError(
            f"The image {path} holds only what changed since its backing file {name}, which is "
            "not opened on its word: join them with qemu-img convert, and inspect the result."
        )
    if _number(header, 32):
        raise UsageError(
            f"The image {path} is encrypted by QEMU: unlock it with qemu-img convert, and inspect "
            "the result."
        )
    if features & _DATA_FILE:
        raise UsageError(
            f"The image {path} keeps its content in another file, which is not opened on its "
            "word: inspect that file, which is raw, with --image."
        )
    if features >> 5:
        raise Malformed(f"features that are not known ({features:#x})")


def _number(header: bytes, offset: int) -> int:
    return int.from_bytes(header[offset : offset + 4], "big")


def _understand(files: ImageFiles) -> tuple[Shape, Locate]:
    header = files.read_fully(0, 112, 0)
    if len(header) < 72:
        raise Truncated("the header is cut short")
    version = _number(header, 4)
    if version not in {2, 3} or (version == 3 and len(header) < 104):
        raise Malformed(f"version {version}")
    found = _Map(files, header if version == 3 else header[:72])
    _refuse(files, header, found.features)
    facts, faults = _facts(header, found)
    return Shape("qcow2", found.size, facts=facts, faults=faults), found.run


def _open(path: str) -> Medium:
    return open_runs([path], _understand)


MEDIUM = MediumKind(
    kind="qcow2",
    title="a QCOW2 image",
    reference="https://www.qemu.org/docs/master/interop/qcow2.html",
    accepts=lambda path: head(path, 8) in _STARTS,
    open=_open,
)
