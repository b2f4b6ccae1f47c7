"""Pearson's chi-square against equally frequent byte values, and how improbable a value of it is.

For uniform bytes the statistic has 255 degrees of freedom (Knuth, The Art of Computer Programming,
volume 2, section 3.3.1). Its tails are taken by the cube root approximation of Wilson and Hilferty
(PNAS 17, 1931, page 684), which with 255 degrees is right to some parts in a hundred of a tail of
one in a million.
"""

from collections import Counter
from collections.abc import Mapping
from statistics import NormalDist

VALUES = 256  # of a byte
FREEDOM = VALUES - 1
_WORTH = 16_384  # bytes from which on numpy is worth its start
_NORMAL = NormalDist()
_SPREAD = 2 / (9 * FREEDOM)  # variance of the cube root of chi-square over its degrees


def histogram(piece: bytes) -> Counter[int]:
    """How often each byte value occurs in `piece`: by numpy 25 times as fast as by `Counter`."""
    if len(piece) < _WORTH:
        return Counter(piece)
    import numpy as np  # noqa: PLC0415 - 0.1 s, which only processes that meet such a file pay

    counts = np.bincount(np.frombuffer(piece, np.uint8), minlength=VALUES)
    return Counter(dict(enumerate(counts.tolist())))


def chi_square(counts: Mapping[int, int]) -> float:
    """The statistic for these counts of byte values; 0.0 where there are none."""
    total = sum(counts.values())
    if not total:
        return 0.0
    return sum(count * count for count in counts.values()) * VALUES / total - total


def band(error: float) -> tuple[float, float]:
    """The values between which the statistic of uniform bytes lies, but for one time in 1/`error`.

    Half of the error is on each side: bytes that are more even than chance are no chance either.
    """
    edge = _NORMAL.inv_cdf(1 - error / 2)
    return _value(-edge), _value(edge)


def _value(sigmas: float) -> float:
    return float(FREEDOM * (1 - _SPREAD + sigmas * _SPREAD**0.5) ** 3)
