"""EWF: the images of EnCase, FTK Imager, SMART, Guymager and ewfacquire (.E01, .s01).

Chunks of (usually) 32 KiB, compressed or with a checksum, named by tables. Read by ourselves:
libewf (20260924) gives a damaged chunk as zeros without a word, and its Python binding hides the
table of sectors that could not be read when the image was made.
"""

import struct
import zlib
from array import array
from bisect import bisect_right
from typing import Any

from mediascan.model.errors import Malformed
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.ewf_sections import TABLE_HEADER, Gathered, gather
from mediascan.sources.media.ewf_segments import SIGNATURE, segments
from mediascan.sources.media.files import ImageFiles, head
from mediascan.sources.media.runs import Locate, Run, Shape, open_runs

_COMPRESSED = 1 << 31
_KEPT = 4  # tables kept: one is in use, and 65,534 entries have 256 KiB
_LISTED = 64  # ranges of acquisition errors told in the statement


class _Chunks:
    """Finds chunks by the tables."""

    def __init__(self, files: ImageFiles, found: Gathered) -> None:
        self._files = files
        self._found = found
        self._size = found.sectors * found.sector
        self._kept: dict[int, array[int] | None] = {}  # None: damaged, and its copy as well

    def run(self, at: int) -> Run:
        chunk, tables = self._found.chunk, self._found.tables
        index, start = at // chunk, at - at % chunk
        if index >= self._found.chunks:
            raise Malformed("the image ends before this chunk")
        number = bisect_right(tables.first, index) - 1
        entries = self._entries(number)
        place = index - tables.first[number]
        base = tables.base[number]
        entry = entries[place]
        offset = base + (entry & ~_COMPRESSED)
        length = min(chunk, self._size - start)
        segment = tables.segment[number]
        if not entry & _COMPRESSED:
            return Run(start, length, segment, offset, length + 4, "adler32")
        last = place + 1 == len(entries)
        end = tables.end[number] if last else base + (entries[place + 1] & ~_COMPRESSED)
        return Run(start, length, segment, offset, end - offset, "zlib")

    def _entries(self, number: int) -> "array[int]":
        if number not in self._kept:
            while len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            tables = self._found.tables
            self._kept[number] = self._load(number, tables.place[number]) or (
                self._load(number, tables.copy[number]) if tables.copy[number] else None
            )
        entries = self._kept[number]
        if entries is None:
            raise Malformed("the table of these chunks is damaged")
        return entries

    def _load(self, number: int, place: int) -> "array[int] | None":
        count, segment = self._found.tables.count[number], self._found.tables.segment[number]
        data = self._files.read_fully(segment, 4 * count + 4, place + TABLE_HEADER)
        body, checksum = data[: 4 * count], data[4 * count :]
        if len(body) < 4 * count:
            return None
        if not self._found.smart and zlib.adler32(body) != int.from_bytes(checksum, "little"):
            return None
        return array("Q", (one for (one,) in struct.iter_unpack("<I", body)))


def _facts(found: Gathered) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "chunkBytes": found.chunk,
        "acquisition": found.header,
        "storedDigests": found.digests,
    }
    if found.error_count:
        facts["acquisitionErrors"] = [
            {"offset": str(first * found.sector), "length": str(count * found.sector)}
            for first, count in found.errors[:_LISTED]
        ]
        facts["acquisitionErrorCount"] = found.error_count
    return facts


def _faults(found: Gathered) -> tuple[Fault, ...]:
    faults = list(found.faults)
    missing = found.sectors * found.sector - found.chunks * found.chunk
    if missing > 0:
        message = f"the image lacks the last {missing} bytes of the disk"
        faults.append(Fault(FaultKind.TRUNCATED, message))
    if found.error_count:
        sectors = sum(count for _, count in found.errors)
        more = "" if found.error_count == len(found.errors) else "at least "
        message = (
            f"{more}{sectors} sectors in {found.error_count} places could not be read when the "
            "image was made; what it has in their place is filling"
        )
        faults.append(Fault(FaultKind.UNREADABLE, message))
    if not found.digests:
        message = "the image has no digest of what was read when it was made"
        faults.append(Fault(FaultKind.SKIPPED, message))
    return tuple(faults)


def _understand(files: ImageFiles) -> tuple[Shape, Locate]:
    found = gather(files)
    size = found.sectors * found.sector
    shape = Shape("ewf", size, found.sector, _facts(found), _faults(found))
    return shape, _Chunks(files, found).run


def _open(path: str) -> Medium:
    return open_runs(segments(path), _understand)


MEDIUM = MediumKind(
    kind="ewf",
    title="an EWF image (EnCase, FTK, SMART)",
    reference="https://github.com/libyal/libewf/blob/main/documentation/Expert%20Witness%20Compression%20Format%20(EWF).asciidoc",
    accepts=lambda path: head(path, len(SIGNATURE)) == SIGNATURE,
    open=_open,
)
