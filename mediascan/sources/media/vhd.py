"""VHD: the images of Virtual PC, Hyper-V and Azure, fixed and dynamic.

A footer of 512 bytes (big-endian) at the end, of a dynamic image also at 0, where a header names
the table of blocks; each block begins with a bitmap of its sectors. A differencing image is
refused with its parent's name. A fixed image is a raw one with a footer.
"""

import struct
import uuid
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import Malformed, Truncated, UsageError
from mediascan.model.finding import Fault, FaultKind, plain_text
from mediascan.model.limits import MIB
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs
from mediascan.sources.media.tables import Tables

_COOKIE, _HEADER_COOKIE = b"conectix", b"cxsparse"
_FOOTER = 512
_FIXED, _DYNAMIC, _DIFFERENCING = 2, 3, 4
_KINDS = {_FIXED: "fixed", _DYNAMIC: "dynamic"}
_UNUSED = 0xFFFF_FFFF
_BLOCKS = (512, 256 * MIB)


def _understand(files: ImageFiles) -> tuple[Shape, Locate]:
    size = files.sizes[0]
    last, first = (
        files.read_exactly(0, _FOOTER, max(0, size - _FOOTER)),
        files.read_exactly(0, _FOOTER, 0),
    )
    faults = []
    footer = last
    if last[:8] != _COOKIE:
        footer = first
        faults.append(Fault(FaultKind.TRUNCATED, "the footer at the end of the image is missing"))
    if not _sums_up(footer, 64):
        faults.append(Fault(FaultKind.MALFORMED, "the checksum of the footer does not match"))
    place, disk, kind = struct.unpack_from(">Q24xQ4xI", footer, 16)
    facts: dict[str, Any] = {
        "type": _KINDS.get(kind, kind),
        "uuid": str(uuid.UUID(bytes=footer[68:84])),
        "producer": plain_text(footer[28:32].decode("latin-1").strip("\0 ")),
    }
    shape = Shape("vhd", disk, facts=facts, faults=tuple(faults))
    if kind == _FIXED:
        if disk > size:
            raise Truncated(f"the disk has {disk} bytes and the image {size}")
        return shape, lambda _at: Run(0, disk, 0, 0)
    if kind not in {_DYNAMIC, _DIFFERENCING}:
        raise Malformed(f"type {kind}")
    return shape, _dynamic(files, files.read_exactly(0, 1024, place), disk, kind)


def _dynamic(files: ImageFiles, header: bytes, disk: int, kind: int) -> Locate:
    if header[:8] != _HEADER_COOKIE or not _sums_up(header, 36):
        raise Malformed("the header of the dynamic disk is damaged")
    if kind == _DIFFERENCING:
        name = show(header[64:576].decode("utf-16-be", "replace").split("\0")[0])
        raise UsageError(
            f"The image {show(files.paths[0])} holds only what changed since its parent {name}, "
            "which is not opened on its word: join them with qemu-img convert, and inspect the "
            "result."
        )
    table, count, block = struct.unpack_from(">Q4xII", header, 16)
    if not _BLOCKS[0] <= block <= _BLOCKS[1] or block % 512 or count * block < disk:
        raise Malformed(f"{count} blocks of {block} bytes for a disk of {disk}")
    bitmap = -(-(block // 512 // 8) // 512) * 512
    numbers = Tables(files, 4, "big")

    def locate(at: int) -> Run:
        start = at - at % block
        sector = numbers.at(0, table + 4 * (at // block))
        if sector == _UNUSED:
            return Run(start, block)
        return Run(start, block, 0, sector * 512 + bitmap)

    return locate


def _sums_up(data: bytes, place: int) -> bool:
    """Whether the one's complement of the sum of all other bytes is at `place`."""
    total = sum(data) - sum(data[place : place + 4])
    return ~total & 0xFFFF_FFFF == int.from_bytes(data[place : place + 4], "big")


def _open(path: str) -> Medium:
    return open_runs([path], _understand)


MEDIUM = MediumKind(
    kind="vhd",
    title="a VHD image",
    reference="https://learn.microsoft.com/en-us/windows/win32/vstor/about-vhd",
    accepts=lambda path: _COOKIE in {head(path, 8), head(path, 8, -_FOOTER)},
    open=_open,
)
