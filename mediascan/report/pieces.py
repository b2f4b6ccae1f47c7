"""The pieces of an exhibit that a report can vouch for one by one, and how many there are.

A piece is what has a digest of its own: a segment of a large file, or the whole of a file without
segments. Files of which not every byte was read for the report have no digest and are no pieces.
"""

from dataclasses import dataclass, field
from typing import Any

from mediascan.model.errors import TamperedError
from mediascan.model.reading import DIGESTS

_SIZES = 128  # classes of sizes, by powers of two: a size has 64 bits, a hostile one may have more


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one file: `segments` in their order, or none and the file is one piece."""

    size: int  # bytes of the file
    segments: tuple[str, ...] = ()  # BLAKE3, hexadecimal
    segment_bytes: int = 0

    @property
    def count(self) -> int:
        return len(self.segments) or 1

    def place(self, number: int) -> tuple[int, int]:
        """Offset and length of piece `number`, from 0."""
        if not self.segments:
            return 0, self.size
        offset = number * self.segment_bytes
        return offset, min(self.segment_bytes, self.size - offset)


def pieces_of(row: dict[str, Any], segment_bytes: int) -> Pieces | None:
    """The pieces of the file of a manifest row; None for what has none.

    `segment_bytes` is `options.segmentBytes` of the statement. Raises `TamperedError` where the
    segments do not fit the size of the file.
    """
    if row.get("type") != "file" or not any(name in row for name in DIGESTS):
        return None
    size = decimal(row.get("size"))
    segments = row.get("segments")
    if segments is None:
        return Pieces(size)
    fits = isinstance(segments, list) and all(isinstance(one, str) for one in segments)
    if not fits or not segment_bytes or len(segments) != -(-size // segment_bytes) or not segments:
        raise TamperedError("The manifest has a file whose segments do not fit its size.")
    return Pieces(size, tuple(segments), segment_bytes)


def decimal(value: object) -> int:
    """A count of bytes, which reports have as decimal text. Raises `TamperedError`."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        return int(value)
    raise TamperedError("The report has a size that is no decimal text.")


@dataclass(slots=True)
class _Class:
    """Pieces of similar sizes."""

    count: int = 0
    bytes: int = 0
    largest: int = 0

    def add(self, size: int, count: int) -> None:
        if count:
            self.count += count
            self.bytes += size * count
            self.largest = max(self.largest, size)


@dataclass(slots=True)
class Population:
    """All pieces of a report, counted; of fixed size, however many there are."""

    count: int = 0
    bytes: int = 0
    files: int = 0
    undigested: int = 0  # files without pieces
    undigested_bytes: int = 0
    others: int = 0  # entries that are no files
    _classes: list[_Class] = field(default_factory=lambda: [_Class() for _ in range(_SIZES)])

    def add(self, row: dict[str, Any], segment_bytes: int) -> None:
        """Count the entry of a manifest row. Raises what `pieces_of` raises."""
        pieces = pieces_of(row, segment_bytes)
        if pieces is None:
            if row.get("type") == "file":
                self.undigested += 1
                self.undigested_bytes += decimal(row.get("size"))
            else:
                self.others += 1
            return
        self.files += 1
        self.count += pieces.count
        self.bytes += pieces.size
        _, last = pieces.place(pieces.count - 1)
        self._classes[last.bit_length()].add(last, 1)
        whole = pieces.segment_bytes
        self._classes[whole.bit_length()].add(whole, pieces.count - 1)

    def fewest(self, amount: int) -> int:
        """A number of pieces that `amount` bytes touch at least, however they lie.

        As if they filled the largest pieces. It is exact where large pieces have one size, as
        segments have; else pieces of a class are taken to be as large as its largest.
        """
        found, left = 0, min(amount, self.bytes)
        for one in reversed(self._classes):
            if left <= 0:
                break
            if one.bytes > left:
                return found + -(-left // one.largest)
            found += one.count
            left -= one.bytes
        return found
