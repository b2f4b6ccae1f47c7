"""Whether bytes without a header are token ids, two or four bytes each.

Ids of a text keep Zipf's law: a few are everywhere, most of those seen are seen once or twice. And
a tokenizer that merges pairs gives low numbers to what is frequent. Sound, offsets and pictures
have neighbours that are alike; UTF-16 and UTF-32 use few numbers.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mediascan.reading.statistics.numbers import alike, integers

LEAST = 16 * 1024  # bytes: 4,096 ids
LARGEST_VOCABULARY = 300_000  # ids; Gemma 3 has 262,144, the most of any well-known tokenizer
_IDS = 16_384  # looked at
_DIFFERENT = 400
_TOP = (0.008, 0.2)  # share of the most frequent id
_HUNDRED = (0.2, 0.85)  # share of the hundred most frequent
_ONCE = 0.25  # of the different ids, those that occur once or twice
_ALIKE = 0.15
_SPAN = 2000  # the vocabulary is larger than an alphabet
_LOW = 0.4  # of the ids seen, by frequency, that lie in the lowest quarter of the vocabulary


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the ids are: `dtype` uint16 or uint32, and how they were told."""

    dtype: str
    shift: int
    largest: int  # the vocabulary has more than so many ids
    told: str


def tokens(sample: bytes) -> Tokens | None:
    """What tells `sample` to be token ids, None where it is something else."""
    if len(sample) < LEAST:
        return None
    for dtype, code, width in (("uint32", "I", 4), ("uint16", "H", 2)):
        for shift in range(width):
            part = sample[shift : shift + _IDS * width]
            if width == 4 and part[3::4].count(0) < len(part) // 4:
                continue
            found = _judged(dtype, shift, integers(part, code))
            if found:
                return found
    return None


def _judged(dtype: str, shift: int, ids: Sequence[int]) -> Tokens | None:
    counts = Counter(ids)
    largest, total = max(counts), len(ids)
    if len(counts) < _DIFFERENT or not _SPAN <= largest < LARGEST_VOCABULARY:
        return None
    ranked = counts.most_common(100)
    top, hundred = ranked[0][1] / total, sum(count for _, count in ranked) / total
    once = sum(count <= 2 for count in counts.values()) / len(counts)
    low = sum(count for one, count in counts.items() if one < largest // 4) / total
    shaped = _TOP[0] <= top <= _TOP[1] and _HUNDRED[0] <= hundred <= _HUNDRED[1]
    if not shaped or once < _ONCE or low < _LOW or alike(ids) > _ALIKE:
        return None
    told = (
        f"{len(counts)} different ids up to {largest} among {total}; the most frequent is "
        f"{top:.1%} of them, the hundred most frequent {hundred:.0%}; {once:.0%} of the ids occur "
        f"once or twice, {low:.0%} are of the lowest quarter"
    )
    return Tokens(dtype, shift, largest, told)
