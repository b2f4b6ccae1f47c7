"""The sections of EWF segment files, versions of EnCase 1 to 7, FTK, SMART and ewfacquire.

After 13 bytes of header (signature, segment number) a chain of sections: type, offset of the next,
size, Adler-32 of these 72 bytes. Little-endian. libewf documentation, "Expert Witness Compression
Format (EWF)", sections 2 and 3. What matters of each is gathered in one pass over the chain.
"""

import struct
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, LimitExceeded, Malformed, Truncated
from mediascan.model.finding import Fault, FaultKind
from mediascan.sources.media.ewf_segments import SIGNATURE
from mediascan.sources.media.ewf_text import header_values
from mediascan.sources.media.files import ImageFiles

_HEADER, _SECTION = 13, 76
_SECTIONS = 1_000_000  # of one image: a table of 16,375 chunks of 32 KiB makes 240,000 for 120 TB
_HEADER_BYTES = 64 * 1024  # of compressed header values
_ERRORS = 1024  # ranges of the error table kept
TABLE_HEADER = 24
_ENTRIES = 1 << 20  # of one table: 16,375 in EnCase, 65,534 in later writers
_ERROR_HEADER = 520
_VOLUME, _SMART_VOLUME = 1052, 94  # bytes of the volume section
_HASH, _DIGESTS = 36, 80  # bytes of the sections with digests
_CHUNK = 16 << 20  # bytes: 32,768 sectors of 512 are the most that ewfacquire makes


@dataclass(slots=True)
class Tables:
    """The tables of chunks, in the order of the chunks: columns, since there may be 100,000s."""

    first: "array[int]" = field(default_factory=lambda: array("Q"))  # number of the first chunk
    count: "array[int]" = field(default_factory=lambda: array("I"))
    segment: "array[int]" = field(default_factory=lambda: array("I"))
    place: "array[int]" = field(default_factory=lambda: array("Q"))  # of its header
    copy: "array[int]" = field(default_factory=lambda: array("Q"))  # of that of `table2`; 0: none
    base: "array[int]" = field(default_factory=lambda: array("Q"))
    end: "array[int]" = field(default_factory=lambda: array("Q"))  # of the data of the last chunk


@dataclass(slots=True)
class Gathered:
    """What the sections say."""

    chunk: int = 0  # bytes
    sector: int = 0
    sectors: int = 0
    chunks: int = 0  # as the tables add up
    tables: Tables = field(default_factory=Tables)
    header: dict[str, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    errors: list[tuple[int, int]] = field(default_factory=list)  # first sector, sectors
    error_count: int = 0  # ranges, kept or not
    faults: list[Fault] = field(default_factory=list)
    smart: bool = False  # the variant of SMART: its tables have no checksum
    sections: int = 0


def gather(files: ImageFiles) -> Gathered:
    """All sections of all segments. Raises `InputFault` or `IncompleteError`."""
    found = Gathered()
    last = len(files.paths) - 1
    ended = ""
    for number in range(last + 1):
        start = files.read_fully(number, _HEADER, 0)
        if start[:8] != SIGNATURE:
            raise Malformed(f"segment {number + 1} does not begin as one")
        said = int.from_bytes(start[9:11], "little")
        if said != number + 1:
            raise Malformed(f"the file in place of segment {number + 1} is segment {said}")
        try:
            ended = _segment(files, found, number)
        except (Malformed, Truncated) as bad:
            if number < last or not found.chunk:
                raise
            found.faults.append(Fault(FaultKind.MALFORMED, str(bad)))
        if ended != "next" and number < last:  # nobody knows how many chunks are missing
            raise Malformed(f"segment {number + 1} is cut short")
    if ended == "next":
        raise IncompleteError(
            f"The image {show(files.paths[0])} goes on in segment {last + 2}, which is missing: "
            "put all its files into one folder."
        )
    if ended != "done":
        message = f"the image ends in segment {last + 1}, which is cut short"
        found.faults.append(Fault(FaultKind.TRUNCATED, message))
    if not found.chunk:
        raise Malformed("it has no volume section")
    return found


def _segment(files: ImageFiles, found: Gathered, number: int) -> str:
    """Gather from one segment; the kind of its last section."""
    data_end, kind = 0, ""
    for kind, place, size in _chain(files, number):
        found.sections += 1
        if found.sections > _SECTIONS:
            raise LimitExceeded(f"more than {_SECTIONS} sections")
        if kind == "sectors":
            data_end = place + size
        elif kind == "table":
            _table(files, found, number, (place, data_end or place + size))
        elif kind == "table2" and found.tables.copy:
            found.tables.copy[-1] = place
        else:
            _section(files, found, number, (kind, place, size))
    return kind


def _chain(files: ImageFiles, number: int) -> Iterator[tuple[str, int, int]]:
    """Type, offset and size of the content of each section of a segment."""
    at = _HEADER
    while at + _SECTION <= files.sizes[number]:
        data = files.read_fully(number, _SECTION, at)
        if zlib.adler32(data[:72]) != int.from_bytes(data[72:76], "little"):
            raise Malformed(f"the section at byte {at} of segment {number + 1} is damaged")
        kind = data[:16].split(b"\0", 1)[0].decode("ascii", "replace")
        following = struct.unpack_from("<Q", data, 16)[0]
        length = max(0, min(following, files.sizes[number]) - at - _SECTION)
        yield kind, at + _SECTION, length
        if following <= at:  # `next` and `done` point to themselves
            return
        at = following


def _section(
    files: ImageFiles, found: Gathered, number: int, section: tuple[str, int, int]
) -> None:
    kind, place, size = section
    match kind:
        case "volume" | "disk" | "data" if not found.chunk:
            _volume(found, files.read_fully(number, min(size, _VOLUME), place))
        case "header" | "header2":
            data = files.read_fully(number, min(size, _HEADER_BYTES), place)
            found.header |= header_values(data, wide=kind == "header2")
        case "hash":
            data = files.read_fully(number, _HASH, place)
            if _sums_up(found, data, "digest"):
                _digest(found, "md5", data[:16])
        case "digest":
            data = files.read_fully(number, _DIGESTS, place)
            if _sums_up(found, data, "digests"):
                _digest(found, "md5", data[:16])
                _digest(found, "sha1", data[16:36])
        case "error2":
            _errors(files, found, number, place)


def _sums_up(found: Gathered, data: bytes, what: str) -> bool:
    """Whether the Adler-32 at the end of `data` is that of the rest; a fault where it is not."""
    good = zlib.adler32(data[:-4]) == int.from_bytes(data[-4:], "little")
    if not good:
        message = f"the checksum of the stored {what} does not match"
        found.faults.append(Fault(FaultKind.MALFORMED, message))
    return good


def _digest(found: Gathered, name: str, value: bytes) -> None:
    if any(value):  # zeros: it was not made
        found.digests[name] = value.hex()


def _volume(found: Gathered, data: bytes) -> None:
    if len(data) < _SMART_VOLUME:
        raise Malformed("the volume section is cut short")
    _sums_up(found, data, "geometry")
    per_chunk, sector = struct.unpack_from("<II", data, 8)
    found.smart = len(data) < _VOLUME
    found.sectors = int.from_bytes(data[16 : 20 if found.smart else 24], "little")
    if sector not in {512, 1024, 2048, 4096} or not 1 <= per_chunk * sector <= _CHUNK:
        raise Malformed(f"chunks of {per_chunk} sectors of {sector} bytes")
    found.sector, found.chunk = sector, per_chunk * sector


def _table(files: ImageFiles, found: Gathered, number: int, place: tuple[int, int]) -> None:
    header = files.read_exactly(number, TABLE_HEADER, place[0])
    count, base, stored = struct.unpack("<I4xQ4xI", header)
    if zlib.adler32(header[:20]) != stored or count > _ENTRIES:
        raise Malformed(f"the table at byte {place[0]} of segment {number + 1} is damaged")
    tables = found.tables
    tables.first.append(found.chunks)
    tables.count.append(count)
    tables.segment.append(number)
    tables.place.append(place[0])
    tables.copy.append(0)
    tables.base.append(base)
    tables.end.append(place[1])
    found.chunks += count


def _errors(files: ImageFiles, found: Gathered, number: int, place: int) -> None:
    """Sectors that could not be read when the image was made; their bytes in it are filling."""
    count = int.from_bytes(files.read_fully(number, 4, place), "little")
    found.error_count += count
    kept = min(count, _ERRORS - len(found.errors))
    data = files.read_fully(number, 8 * kept, place + _ERROR_HEADER)
    found.errors += list(struct.iter_unpack("<II", data[: len(data) - len(data) % 8]))
