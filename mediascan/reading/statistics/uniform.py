"""Whether bytes are uniform, as cipher text and random fills are.

Several probes of one file or one stretch of a disk are judged one by one and all together: deflate,
zstd, bzip2 and the streams of pictures and films use some byte values a little more than others,
which shows the more, the more bytes there are (deflate: chi-square 400 at 64 KiB, 3,300 at 1 MiB).
What LZMA writes (xz, 7z) shows nothing: only its headers tell it from cipher text. Nor does
anything tell cipher text from what a random number generator gave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mediascan.reading.statistics.chi_square import VALUES, band, chi_square, histogram

ERROR = (
    1e-6  # of all tests of one judgement: one stretch of true cipher text in a million is missed
)
LEAST = 64 * 1024  # bytes in all: in fewer, deflate cannot be told from cipher text
_BLOCK = 16  # bytes of a block of AES: two alike in cipher text are never seen but with ECB
_BLOCKS = 4096  # of each probe looked at


@dataclass(frozen=True, slots=True)
class Uniformity:
    """What the test came to. Chi-squares are rounded to whole numbers."""

    uniform: bool
    size: int  # bytes tested
    probes: int
    pooled: int  # chi-square of all bytes together, 255 degrees of freedom
    worst: int  # that of the probe furthest from 255
    low: int  # the band in which all of them lie for uniform bytes
    high: int
    repeated: int  # blocks of 16 bytes that occur more than once in a probe

    def told(self) -> str:
        """The test in one sentence, for the report."""
        return (
            f"chi-square {self.pooled} over {self.size} bytes, {self.worst} in the worst of "
            f"{self.probes} probes; uniform bytes give {self.low} to {self.high} in all but "
            f"{ERROR:g} of cases (255 degrees of freedom); {self.repeated} repeated blocks"
        )


def uniformity(probes: Sequence[bytes]) -> Uniformity:
    """Whether `probes`, pieces of one thing, are uniform; never so with less than LEAST bytes."""
    pieces = [one for one in probes if len(one) >= VALUES * 5]  # Knuth: five of a kind expected
    counts = [histogram(one) for one in pieces]
    each = [chi_square(one) for one in counts]
    low, high = band(ERROR / (len(pieces) + 1))
    pooled = chi_square(sum(counts[1:], counts[0])) if counts else 0.0
    size = sum(map(len, pieces))
    repeated = sum(map(_repeated, pieces))
    fits = size >= LEAST and not repeated and all(low <= one <= high for one in (*each, pooled))
    worst = max(each, key=lambda one: abs(one - (low + high) / 2), default=0.0)
    return Uniformity(
        uniform=fits,
        size=size,
        probes=len(pieces),
        pooled=round(pooled),
        worst=round(worst),
        low=round(low),
        high=round(high),
        repeated=repeated,
    )


def _repeated(piece: bytes) -> int:
    import numpy as np  # noqa: PLC0415 - as in `histogram`

    whole = piece[: min(len(piece) // _BLOCK, _BLOCKS) * _BLOCK]
    halves = np.sort(np.frombuffer(whole, np.uint64)[::2])
    if not (halves[1:] == halves[:-1]).any():
        return 0
    blocks = [piece[at : at + _BLOCK] for at in range(0, len(piece) - _BLOCK + 1, _BLOCK)][:_BLOCKS]
    return len(blocks) - len(set(blocks))
