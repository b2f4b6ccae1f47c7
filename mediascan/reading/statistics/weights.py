"""Whether bytes without a header are weights of a network, and of which type.

The bounds are those of trained and of freshly initialised networks: numbers on both sides of zero
over a few powers of two, many different ones, unlike their neighbours. What is not seen: layers of
ones and of zeros, second moments of an optimizer (which have no sign), and weights packed in blocks
with scales between them (GGUF's Q4_K and its like).
"""

from collections import Counter
from dataclasses import dataclass

from mediascan.reading.statistics.byte_weights import byte_weights
from mediascan.reading.statistics.numbers import Spread, floats, spread

TYPES = {"float64": 8, "float32": 4, "bfloat16": 2, "float16": 2}  # -> bytes; the widest first
LEAST = 8192  # bytes: fewer numbers have no shape
_VALUES = 8192  # numbers looked at
_BYTES = 64 * 1024  # looked at for numbers of one byte
_CROWD = 48  # values of a byte: sign and most of the exponent take no more of them,
_CROWDED = 0.85  # in so many of the numbers
_SANE, _SMALLEST, _LARGEST = 0.995, 1e-9, 1e3
_WIDTH = (0.8, 3.6)  # standard deviation of log2: 1.6 for one normal distribution
_NORMAL_WIDTH = 1.6
_CENTRE = (-16.0, 3.0)  # mean of log2 of the magnitudes
_NEGATIVE = (0.35, 0.65)
_ZEROS = 0.5
_ALIKE = 0.3
_DIFFERENT = 0.02  # of the numbers, for the type with the fewest: bfloat16


@dataclass(frozen=True, slots=True)
class Weights:
    """What the numbers are: a type and how they were told."""

    dtype: str
    shift: int  # bytes before the first whole number
    told: str


def weights(sample: bytes) -> Weights | None:
    """The type of the weights that `sample` consists of, None where it is something else."""
    if len(sample) < LEAST:
        return None
    fits = []
    for dtype, width in TYPES.items():
        for shift in _shifts(sample, width):
            values = floats(sample[shift : shift + _VALUES * width], dtype)
            seen = spread(values, _SMALLEST, _LARGEST)
            if _fits(seen) and len(set(values)) >= _DIFFERENT * len(values):
                fits.append((abs(seen.width - _NORMAL_WIDTH), Weights(dtype, shift, _told(seen))))
        if fits and width > 2:  # two halves of wide numbers are no narrow ones
            break
    if fits:
        return min(fits, key=lambda one: one[0])[1]
    narrow = byte_weights(sample[:_BYTES])
    return Weights(narrow[0], 0, narrow[1]) if narrow else None


def _shifts(sample: bytes, width: int) -> list[int]:
    """Where numbers of `width` bytes may begin: their last byte, with the exponent, is crowded."""
    part = sample[: _VALUES * width]
    planes = [part[plane::width] for plane in range(width)]
    crowded = [plane for plane in range(width) if _crowd(planes[plane]) >= _CROWDED]
    tops = [plane for plane in crowded if planes[plane].count(0) < len(planes[plane])]
    if len(tops) == 2 and width == 8:  # the exponent of float64 reaches into a second byte
        tops = tops[1:] if tops[1] - tops[0] == 1 else tops[:1] if tops == [0, 7] else []
    return [(tops[0] + 1) % width] if len(tops) == 1 else []


def _crowd(plane: bytes) -> float:
    return sum(count for _, count in Counter(plane).most_common(_CROWD)) / max(1, len(plane))


def _fits(seen: Spread) -> bool:
    return (
        seen.sane >= _SANE
        and seen.zero <= _ZEROS
        and _NEGATIVE[0] <= seen.negative <= _NEGATIVE[1]
        and _WIDTH[0] <= seen.width <= _WIDTH[1]
        and _CENTRE[0] <= seen.centre <= _CENTRE[1]
        and seen.alike <= _ALIKE
    )


def _told(seen: Spread) -> str:
    return (
        f"magnitudes around 2^{seen.centre:.1f}, spread over a factor of 2^{seen.width:.1f}; "
        f"{seen.negative:.0%} negative, {seen.zero:.0%} zero, "
        f"correlation of neighbours at most {seen.alike:.2f}"
    )
