"""VHDX: the images of Hyper-V.

Two headers (64 and 128 KiB, the one with the higher sequence number counts), a region table (192
KiB, copy at 256 KiB) that names the block table and the metadata. Little-endian; checksums are
CRC-32C. A differencing image is refused; changes that are still in the log are told, not replayed.
"""

import struct
import uuid
from collections.abc import Iterator
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import Malformed, UsageError
from mediascan.model.finding import Fault, FaultKind
from mediascan.model.limits import MIB
from mediascan.reading.encodings.crc32c import crc32c
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs
from mediascan.sources.media.tables import Tables

_MAGIC = b"vhdxfile"
_KIB = 1024
_TABLE = 64 * _KIB
_ENTRIES = 2047  # of a region table or of metadata, at most (MS-VHDX 2.2.3.1, 2.6.1.1)
_BAT = "2dc27766-f623-4200-9d64-115e9bfd4a08"
_METADATA = "8b7ca206-4790-4b9a-b8fe-575f050f886e"
_PARAMETERS = "caa16737-fa36-4d43-b3b6-33f0aa44e76b"
_SIZE = "2fa54224-cd1b-4876-b211-5dbed83bf4b8"
_SECTOR = "8141bf1d-a96f-4709-ba47-f233a8faab5f"
_IDENTITY = "beca12ab-b2e6-4523-93ef-c309e000c746"
_HAS_PARENT = 2
_STORED = 6  # PAYLOAD_BLOCK_FULLY_PRESENT; 0 to 3 read as zeros, 7 exists with a parent only
_ABSENT = range(4)


def _understand(files: ImageFiles) -> tuple[Shape, Locate]:
    header = _header(files)
    regions = _regions(files)
    items = _metadata(files, *_needed(regions, _METADATA, "metadata"))
    block, flags = struct.unpack("<II", _item(items, _PARAMETERS, 8))
    size = struct.unpack("<Q", _item(items, _SIZE, 8))[0]
    sector = struct.unpack("<I", _item(items, _SECTOR, 4))[0]
    if flags & _HAS_PARENT:
        raise UsageError(
            f"The image {show(files.paths[0])} holds only what changed since its parent, which is "
            "not opened on its word: join them with qemu-img convert, and inspect the result."
        )
    if sector not in {512, 4096} or not MIB <= block <= 256 * MIB or block & (block - 1):
        raise Malformed(f"sectors of {sector} and blocks of {block} bytes")
    faults = []
    if any(header[48:64]):
        message = "the image was not closed: changes in its log are not read"
        faults.append(Fault(FaultKind.MALFORMED, message))
    facts: dict[str, Any] = {"type": "dynamic"}
    if _IDENTITY in items:
        facts["uuid"] = str(uuid.UUID(bytes_le=_item(items, _IDENTITY, 16)))
    shape = Shape("vhdx", size, sector, facts, tuple(faults))
    return shape, _locate(files, _needed(regions, _BAT, "block table"), size, block, sector)


def _locate(
    files: ImageFiles, region: tuple[int, int], size: int, block: int, sector: int
) -> Locate:
    ratio = (sector << 23) // block  # blocks between two bitmaps in the table
    numbers = Tables(files, 8, "little")
    count = -(-size // block)
    if (count + (count - 1) // ratio) * 8 > region[1]:
        raise Malformed("the block table is too short for the disk")

    def locate(at: int) -> Run:
        index, start = at // block, at - at % block
        entry = numbers.at(0, region[0] + 8 * (index + index // ratio))
        if entry & 7 == _STORED:
            return Run(start, block, 0, entry >> 20 << 20)
        if entry & 7 in _ABSENT:
            return Run(start, block)
        raise Malformed(f"state {entry & 7} of a block")

    return locate


def _header(files: ImageFiles) -> bytes:
    good = [
        one
        for place in (64 * _KIB, 128 * _KIB)
        if _sums_up(one := files.read_fully(0, 4 * _KIB, place), b"head")
    ]
    if not good:
        raise Malformed("both headers are damaged")
    return max(good, key=lambda one: int.from_bytes(one[8:16], "little"))


def _regions(files: ImageFiles) -> dict[str, tuple[int, int]]:
    """Offset and length of each region, by its GUID."""
    for place in (192 * _KIB, 256 * _KIB):
        table = files.read_fully(0, _TABLE, place)
        if _sums_up(table, b"regi"):
            count = int.from_bytes(table[8:12], "little")
            return {name: (a, b) for name, a, b in _entries(table, count, 16, "<QI")}
    raise Malformed("both region tables are damaged")


def _metadata(files: ImageFiles, place: int, length: int) -> dict[str, bytes]:
    """The items, each with up to 1 KiB of its value, by GUID."""
    table = files.read_fully(0, min(_TABLE, length), place)
    if table[:8] != b"metadata":
        raise Malformed("no metadata where the region table says")
    count = int.from_bytes(table[10:12], "little")
    return {
        name: files.read_fully(0, min(size, _KIB), place + offset)
        for name, offset, size in _entries(table, count, 32, "<II")
    }


def _entries(table: bytes, count: int, start: int, form: str) -> Iterator[tuple[str, int, int]]:
    for number in range(min(count, _ENTRIES, (len(table) - start) // 32)):
        entry = table[start + 32 * number : start + 32 * number + 32]
        first, second = struct.unpack_from(form, entry, 16)
        yield str(uuid.UUID(bytes_le=entry[:16])), first, second


def _needed(regions: dict[str, tuple[int, int]], name: str, words: str) -> tuple[int, int]:
    if name not in regions:
        raise Malformed(f"it has no {words}")
    return regions[name]


def _item(items: dict[str, bytes], name: str, length: int) -> bytes:
    value = items.get(name, b"")[:length]
    if len(value) != length:
        raise Malformed("a needed item of the metadata is missing")
    return value


def _sums_up(data: bytes, signature: bytes) -> bool:
    stored = int.from_bytes(data[4:8], "little")
    return data[:4] == signature and crc32c(data[:4] + bytes(4) + data[8:]) == stored


def _open(path: str) -> Medium:
    return open_runs([path], _understand)


MEDIUM = MediumKind(
    kind="vhdx",
    title="a VHDX image",
    reference="https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-vhdx",
    accepts=lambda path: head(path, 8) == _MAGIC,
    open=_open,
)
