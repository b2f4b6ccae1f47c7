"""`read_places`: shards that start with u32 their number of samples and u32 where each one starts.

One place more than samples: the last one is the end of the file. MosaicML's MDS and LitData write
their shards so; what stands between the table and the first sample tells them apart.
"""

from itertools import pairwise
from typing import NamedTuple

from mediascan.model.errors import Malformed
from mediascan.reading.window import Window

_LEAST = 12  # bytes of a file with one sample, which is empty
_CHECKED = 1024  # places that must rise


class Places(NamedTuple):
    """The table: `header` bytes with it, samples from `first` to `end`."""

    samples: int
    header: int
    first: int
    end: int
    shortest: int
    longest: int  # of the samples that were looked at


def may_be_places(head: bytes, size: int, between: int) -> bool:
    """Whether `head`, 8 bytes or more of a file of `size`, can be the start of such a table."""
    samples = int.from_bytes(head[:4], "little")
    header = 4 + 4 * (samples + 1)
    first = int.from_bytes(head[4:8], "little")
    return size >= _LEAST and samples > 0 and header <= first <= header + between and header <= size


def read_places(window: Window, between: int) -> Places | None:
    """The table; None where the first place is not at most `between` bytes behind it.

    Raises `Malformed` where the places do not rise.
    """
    head = window.upto(0, _LEAST)
    if not may_be_places(head, window.size, between):
        return None
    samples = int.from_bytes(head[:4], "little")
    first = int.from_bytes(head[4:8], "little")
    header = 4 + 4 * (samples + 1)
    table = window.upto(4, 4 * min(samples + 1, _CHECKED))
    places = [int.from_bytes(table[at : at + 4], "little") for at in range(0, len(table), 4)]
    sizes = [after - before for before, after in pairwise(places)]
    end = int.from_bytes(window.read(4 * (samples + 1), 4), "little")
    if min(sizes) < 0 or end < places[-1]:
        raise Malformed("the places of the samples do not rise")
    return Places(samples, header, first, end, min(sizes), max(sizes))
