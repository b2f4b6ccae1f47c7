"""The header of an index of hnswlib: no magic, but numbers that follow from each other.

u64 0, u64 most elements, u64 elements, u64 bytes an element, u64 where its label and where its
data stand, i32 highest level, u32 entry, u64 links, u64 links at the ground, u64 M, f64 1 / ln M,
u64 width of the search when it was built. An element is its links at the ground, its data, a label
of 8 bytes.

Source: https://github.com/nmslib/hnswlib/blob/master/hnswlib/hnswalg.h (saveIndex)
"""

import math
import struct
from typing import NamedTuple

HEADER = struct.Struct("<QQQQQQiIQQQdQ")
_LABEL = 8


class Header(NamedTuple):
    """What a header says, in its order."""

    ground: int
    most: int
    elements: int
    size: int
    label_at: int
    data_at: int
    highest: int
    entry: int
    links: int
    ground_links: int
    m: int
    factor: float
    width: int


def read_header(data: bytes) -> Header | None:
    """The header at the start of `data`; None where the numbers do not follow from each other."""
    if len(data) < HEADER.size:
        return None
    one = Header(*HEADER.unpack_from(data))
    if one.ground or not 2 <= one.m <= 1 << 16 or one.links != one.m:
        return None
    if one.ground_links != 2 * one.m or one.data_at != 4 * one.ground_links + 4:
        return None
    if one.size != one.label_at + _LABEL or one.label_at <= one.data_at:
        return None
    if one.elements > one.most or one.most >> 48:
        return None
    return one if abs(one.factor * math.log(one.m) - 1) <= 1e-9 else None
