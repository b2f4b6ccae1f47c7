"""Pickles that follow one another in one file: repeated `pickle.dump` and old torch write them."""

from dataclasses import replace

from mediascan.reading.pickles.machine import OPCODES
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.values import UNKNOWN, Walk
from mediascan.reading.window import Window

_WHOLE = 16  # whose objects are kept; torch's old format has five
_MOST = 20_000  # pickles walked in one file


def walk_all(window: Window, first: Walk | None = None) -> list[Walk]:
    """The pickle at the start of `window`, and any that follow it, up to one with a fault.

    Of those behind the first 16 the names are kept, not the objects.
    """
    walks = [first or walk(window)]
    left = OPCODES - walks[0].opcodes
    for count in range(1, _MOST):
        last = walks[-1]
        if last.fault is not None or last.end >= window.size:
            break
        if left <= 0 or count == _MOST - 1:
            last.notes["pickles that follow were not walked"] = last.end
            break
        found = walk(window, last.end)
        left -= found.opcodes
        walks.append(found if count < _WHOLE else replace(found, root=UNKNOWN))
    return walks


def stack_of(window: Window, first: Walk | None = None) -> list[Walk]:
    """As `walk_all`, without a last one that is no pickle but other bytes behind it."""
    walks = walk_all(window, first)
    last = walks[-1]
    if len(walks) > 1 and last.fault is not None and not _meant(window, last):
        walks.pop()
    return walks


def _meant(window: Window, broken: Walk) -> bool:
    """Whether a pickle that ends before its STOP was meant as one: it calls, or says so."""
    said = window.has(b"\x80", broken.start) and broken.opcodes >= 8
    return said or bool(broken.calls)
