"""Pieces of a file or of a stretch of it, for statistical tests."""

from collections.abc import Callable
from itertools import pairwise

from mediascan.reading.statistics.chi_square import chi_square, histogram
from mediascan.reading.window import ReadAt

PROBES = 8  # places, evenly spread from the first byte to the last
LONGEST = 256 * 1024  # bytes of one: in 4 KiB deflate cannot be told from cipher text
_SHORTEST = 32 * 1024  # bytes of one, where the stretch has two of them
_GLANCE = 4096  # bytes looked at before anything else
_BAND = (120.0, 450.0)  # chi-square of uniform bytes, wide: here only the rest is spared


def probes(read_at: ReadAt, start: int, length: int) -> list[bytes]:
    """Up to PROBES pieces of the stretch; all of it where that is short. Raises `OSError`."""
    count = max(2, min(PROBES, length // _SHORTEST))
    step = max(1, min(LONGEST, length // count))
    places = [start + (length - step) * number // (count - 1) for number in range(count)]
    return [read_at(at, step) for at in places]


def glance(read_at: ReadAt, start: int, length: int) -> bool:
    """Whether a few bytes of the middle may be uniform: then it is worth to read on."""
    size = min(_GLANCE, length)
    piece = read_at(start + (length - size) // 2, size)
    return _BAND[0] <= chi_square(histogram(piece)) <= _BAND[1]


def is_filling(read_at: ReadAt, start: int, length: int, reach: int) -> bool:
    """Whether the stretch is one byte again and again, as padding is; up to `reach` bytes are read.

    A longer stretch is judged by its first bytes, its last ones, and as many between them.
    """
    first = read_at(start, 1)
    if not first:
        return True
    places = _places(start, length, reach)
    return all(_same(read_at, at, stop - at, first) for at, stop in places)


def _places(start: int, length: int, reach: int) -> list[tuple[int, int]]:
    if length <= reach:
        edges = [*range(start, start + length, LONGEST), start + length]
        return list(pairwise(edges))
    count = reach // LONGEST
    spread = [start + (length - LONGEST) * number // (count - 1) for number in range(count)]
    return [(at, at + LONGEST) for at in spread]


def _same(read_at: Callable[[int, int], bytes], at: int, length: int, first: bytes) -> bool:
    piece = read_at(at, length)
    return piece.count(first) == len(piece)
