"""Archives of torch.save one behind another, as torch.distributed.checkpoint writes `.distcp`.

A reader of ZIP sees the last one only. Each ends in three records of fixed length (zip64 end
record, its locator, end record: 98 bytes), which tell where it begins; so the chain is followed
from the end of the file to its start, without a search.
"""

import struct
from itertools import pairwise

from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Directory

_END = struct.Struct("<4sQHHIIQQQQ4sIQI4sHHHHIIH")  # APPNOTE 4.3.14, 4.3.15, 4.3.16
_MOST = 100_000  # archives: one for each piece of a tensor
_TORCH = b"PK\x03\x04\0\0"  # version needed 0: only torch's own writer (miniz) says so


def chain_of(window: Window) -> list[tuple[int, int]] | None:
    """Start and end of each archive, in the order of the file; None where it is no such chain.

    The archives of a chain fill the file, and there are two at least.
    """
    if not window.has(_TORCH, 0):
        return None
    ends, end = [window.size], window.size
    for _ in range(_MOST):
        end = _start(window, end)
        if end < 0:
            return None
        ends.append(end)
        if end == 0:
            break
    ends.reverse()
    return list(pairwise(ends)) if len(ends) > 2 and not ends[0] else None


def begun_chain(window: Window, directory: Directory) -> list[tuple[int, int]] | None:
    """As `chain_of`, of the archives before one that the file ends in; None where that is not so.

    `directory` is that of the last whole archive.
    """
    end = directory.end
    if end >= window.size or not window.has(_TORCH, end) or not window.has(_TORCH, 0):
        return None
    whole = window.cut(0, end)
    return chain_of(whole) or ([(0, end)] if _start(whole, end) == 0 else None)


def _start(window: Window, end: int) -> int:
    """Where the archive begins that ends at `end`; -1 where none does."""
    if end < _END.size:
        return -1
    fields = _END.unpack(window.sparse(end - _END.size, _END.size))
    size, offset = fields[8], fields[9]
    marks = (fields[0], fields[10], fields[14])
    start = end - _END.size - size - offset
    right = marks == (b"PK\x06\x06", b"PK\x06\x07", b"PK\x05\x06") and not fields[-1]
    if not right or start < 0 or window.sparse(start, len(_TORCH)) != _TORCH:
        return -1
    return int(start)
