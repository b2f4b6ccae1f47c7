"""Word vectors: the first line of a file of word2vec, and whether numbers look like weights."""

import re
from typing import NamedTuple

_HEADER = re.compile(rb"([1-9]\d{0,9}) ([1-9]\d{0,4})\r?\n", re.ASCII)
FLOAT = rb"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_LONGEST_HEADER = 24


class Header(NamedTuple):
    """The first line: how many words, how many numbers each, and the bytes of the line."""

    words: int
    size: int
    length: int


def header(head: bytes) -> Header | None:
    """The first line of a file of word2vec, text or binary; None where there is none."""
    found = _HEADER.match(head[:_LONGEST_HEADER])
    if not found:
        return None
    return Header(int(found[1]), int(found[2]), found.end())


def finite(data: bytes) -> bool:
    """Whether all float32 in `data` are ordinary numbers below a million: weights are."""
    high = zip(data[2::4], data[3::4], strict=False)
    return all((top & 0x7F) << 1 | second >> 7 < 147 for second, top in high)
