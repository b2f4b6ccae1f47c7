"""Whether bytes without a header are weights of one byte each: int8 or float8.

The float8 meant is E4M3 (OCP 8-bit Floating Point Specification 1.0, section 5.1): one bit of sign,
four of exponent, three of mantissa.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from mediascan.reading.statistics.numbers import alike, integers

LEAST = 16 * 1024  # bytes: 64 of each value
_VALUES = 8192  # numbers of which neighbours are compared
_EVEN = 0.12  # by how much mirrored counts may differ, of all: chance gives 0.06 in 16 KiB
_RINGS = ((1, 16), (16, 48), (48, 80), (80, 120))  # magnitudes of int8, from the peak outwards
_OUTER = 0.85  # a ring is at most so full, a value, as the one within
_DIFFERENT = 48  # values at least
_ALIKE = 0.2
_BITS = range(16)  # exponents of float8
_RISE = 0.85  # from one exponent to the next towards the peak


def byte_weights(sample: bytes) -> tuple[str, str] | None:
    """The type of the weights and how they were told; None where `sample` is something else."""
    counts = Counter(sample)
    if len(sample) < LEAST or len(counts) < _DIFFERENT:
        return None
    if _uneven(Counter(sample[::2]), Counter(sample[1::2]), lambda value: value) > 2 * _EVEN:
        return None  # not all bytes are the same kind of thing
    if _uneven(counts, counts, lambda value: -value & 0xFF) <= _EVEN and _is_bell(counts):
        return _unlike("int8", integers(sample[:_VALUES], "b"))
    if _uneven(counts, counts, lambda value: value ^ 0x80) <= _EVEN and _is_ridge(counts):
        return _unlike("float8", [_float8(value) for value in sample[:_VALUES]])
    return None


def _uneven(one: Counter[int], other: Counter[int], mirror: Callable[[int], int]) -> float:
    total = sum(one.values()) + sum(other.values())
    return sum(abs(one[value] - other[mirror(value)]) for value in range(256)) / total


def _is_bell(counts: Counter[int]) -> bool:
    """Whether magnitudes of signed bytes get rarer from zero outwards."""
    full = [
        sum(counts[value] + counts[256 - value] for value in range(first, last)) / (last - first)
        for first, last in _RINGS
    ]
    return all(b <= a * _OUTER for a, b in pairwise(full))


def _is_ridge(counts: Counter[int]) -> bool:
    """Whether the exponents of float8 rise to one peak and fall behind it."""
    full = [
        sum(counts[sign | exponent << 3 | low] for sign in (0, 0x80) for low in range(8))
        for exponent in _BITS
    ]
    peak = full.index(max(full))
    before = all(full[at] <= full[at + 1] * _RISE for at in range(1, peak))
    behind = all(full[at + 1] <= full[at] * _RISE for at in range(peak, 15) if full[at])
    return before and behind and 2 <= peak <= 14


def _float8(value: int) -> float:
    exponent, mantissa = value >> 3 & 15, value & 7
    size = (8 + mantissa) * 2.0 ** (exponent - 10) if exponent else mantissa * 2.0**-9
    return -size if value & 0x80 else size


def _unlike(dtype: str, values: Sequence[float]) -> tuple[str, str] | None:
    seen = alike(values)
    if seen > _ALIKE:
        return None
    return dtype, f"evenly around zero; correlation of neighbours at most {seen:.2f}"
