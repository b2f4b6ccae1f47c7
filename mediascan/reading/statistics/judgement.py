"""`judge(samples)`: what bytes are that no format claims. Bytes in, one named judgement out.

Cheap tests come first; some 20 ms for 256 KiB of cipher text or weights, less for all else. A
judgement is no proof: it says what the bytes look like, with the figures that say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from mediascan.reading.statistics.tokens import tokens
from mediascan.reading.statistics.uniform import LEAST, uniformity
from mediascan.reading.statistics.weights import weights


class Nature(StrEnum):
    """What bytes look like."""

    CONSTANT = "constant"  # one value, as in zeros
    UNIFORM = "uniform"  # cipher text, a random fill, or LZMA without its header
    WEIGHTS = "weights"  # of a network
    TOKENS = "tokens"  # ids of a tokenizer
    OTHER = "other"  # none of these: text, code, pictures, compressed streams


@dataclass(frozen=True, slots=True)
class Judgement:
    """What samples of one stretch of bytes look like, and by which figures."""

    nature: Nature
    dtype: str = ""  # of weights and tokens
    told: str = ""  # the figures in one sentence
    size: int = 0  # bytes judged


def judge(samples: Sequence[bytes]) -> Judgement:
    """What all of `samples` look like: pieces of one stretch, of 16 KiB to 1 MiB each.

    They are of one nature only if every one of them is: a header before weights, or a stretch of
    zeros behind them, must not be among them.
    """
    pieces = [one for one in samples if one]
    size = sum(map(len, pieces))
    first = pieces[0] if pieces else b"\0"
    if all(one == first[:1] * len(one) for one in pieces):
        return Judgement(Nature.CONSTANT, told=f"every byte is {first[0]}", size=size)
    if size >= LEAST and len(set(first[:4096])) > 200:
        even = uniformity(pieces)
        if even.uniform:
            return Judgement(Nature.UNIFORM, told=even.told(), size=size)
    return _numbers(pieces, size)


def _numbers(pieces: list[bytes], size: int) -> Judgement:
    for nature, test in ((Nature.WEIGHTS, weights), (Nature.TOKENS, tokens)):
        found = [one for one in takewhile(bool, map(test, pieces)) if one]
        if len(found) == len(pieces) and len({one.dtype for one in found}) == 1:
            return Judgement(nature, found[0].dtype, found[0].told, size)
    return Judgement(Nature.OTHER, size=size)
