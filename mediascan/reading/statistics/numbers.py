"""Bytes as numbers of one type: how far apart they are, and whether neighbours are alike.

Weights lie evenly around zero over a few powers of two, and no weight says what the next one is.
Sound, pictures and measurements may have the same type and range, but neighbours are alike.
"""

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

_LAGS = (1, 2, 3)  # neighbours: the next value, that of two channels, that of three colours


@dataclass(frozen=True, slots=True)
class Spread:
    """Figures of floating-point numbers."""

    sane: float  # share that is zero, or has a magnitude that weights have
    zero: float  # share that is zero
    negative: float  # share of those not zero
    centre: float  # mean of log2 of the magnitudes
    width: float  # standard deviation of it: 1.6 for numbers of a normal distribution
    alike: float  # correlation of neighbours, the largest of a few lags


def integers(data: bytes, code: str) -> tuple[int, ...]:
    """`data` as little-endian integers of `struct` code b, B, H or I; what is over is left."""
    count = len(data) // struct.calcsize(f"<{code}")
    return struct.unpack_from(f"<{count}{code}", data)


def floats(data: bytes, dtype: str) -> tuple[float, ...]:
    """`data` as little-endian numbers: bfloat16, float16, float32 or float64."""
    if dtype == "bfloat16":
        wide = bytearray(len(data) // 2 * 4)
        wide[2::4], wide[3::4] = data[0 : len(data) // 2 * 2 : 2], data[1::2]
        data, dtype = bytes(wide), "float32"
    code = {"float16": "e", "float32": "f", "float64": "d"}[dtype]
    count = len(data) // struct.calcsize(f"<{code}")
    return struct.unpack_from(f"<{count}{code}", data)


def spread(values: Sequence[float], least: float, most: float) -> Spread:
    """Figures of `values`; magnitudes from `least` to `most` are sane."""
    sane = [one for one in values if not one or least <= abs(one) <= most]
    magnitudes = [math.log2(abs(one)) for one in sane if one]
    count = len(magnitudes)
    centre = math.fsum(magnitudes) / count if count else 0.0
    width = math.sqrt(math.fsum((one - centre) ** 2 for one in magnitudes) / count) if count else 0
    return Spread(
        len(sane) / max(1, len(values)),
        (len(sane) - count) / max(1, len(values)),
        sum(one < 0 for one in sane) / max(1, count),
        centre,
        width,
        alike(sane),
    )


def alike(values: Sequence[float]) -> float:
    """The largest correlation between values and those one, two or three places on, 0.0 to 1.0."""
    count = len(values)
    if count < _LAGS[-1] + 2:
        return 0.0
    mean = math.fsum(values) / count
    off = [one - mean for one in values]
    power = math.fsum(one * one for one in off)
    if not power:
        return 1.0
    return max(
        abs(math.fsum(a * b for a, b in zip(off, islice(off, lag, None), strict=False)) / power)
        for lag in _LAGS
    )
