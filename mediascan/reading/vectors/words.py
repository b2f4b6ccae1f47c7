"""Word vectors: the first line of a file of word2vec, and whether numbers look like weights."""

import math
import re
import sys
from array import array
from typing import NamedTuple

_HEADER = re.compile(rb"([1-9]\d{0,9}) ([1-9]\d{0,4})\r?\n", re.ASCII)
FLOAT = rb"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?"
_LONGEST_HEADER = 24
_LARGEST = 1e6


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
    found = array("f", data)
    if sys.byteorder == "big":
        found.byteswap()
    if not found or not math.isfinite(sum(found)):  # `max` passes over what is no number
        return False
    return max(found) < _LARGEST and min(found) > -_LARGEST
