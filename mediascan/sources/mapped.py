"""Bytes that lie in runs of something else, read as if they lay in one."""

import errno
from bisect import bisect_right
from collections.abc import Callable
from operator import attrgetter

from mediascan.model.extent import Extent

_LOGICAL = attrgetter("logical")
ReadInto = Callable[[memoryview, int], int]  # buffer, offset


class Mapped:
    """`size` bytes in `runs`, which are in the order of `logical`, of what `below` reads.

    What no run has reads as zeros.
    """

    __slots__ = ("_below", "_runs", "_size")

    def __init__(self, below: ReadInto, runs: tuple[Extent, ...], size: int) -> None:
        self._below = below
        self._runs = runs
        self._size = size

    def read_into(self, buffer: memoryview, offset: int) -> int:
        """Fill the start of `buffer` from one run; returns the bytes read, 0 at the end.

        Raises `OSError`, also for what lies beyond the end of the medium.
        """
        room = min(len(buffer), self._size - offset)
        if room <= 0:
            return 0
        start, length = self._run(offset)
        buffer = buffer[: min(room, length)]
        if start is None:
            buffer[:] = bytes(len(buffer))
            return len(buffer)
        count = self._below(buffer, start)
        if not count:
            raise OSError(errno.ENXIO, "it lies beyond the end of the medium")
        return count

    def read_at(self, offset: int, length: int) -> bytes:
        """`length` bytes from `offset` on, fewer at the end."""
        buffer = memoryview(bytearray(max(0, min(length, self._size - offset))))
        done = 0
        while done < len(buffer):
            done += self.read_into(buffer[done:], offset + done)
        return bytes(buffer)

    def _run(self, offset: int) -> tuple[int | None, int]:
        """Where the byte at `offset` lies, and how many bytes lie behind it in one run."""
        at = bisect_right(self._runs, offset, key=_LOGICAL) - 1
        if at >= 0:
            logical, physical, length = self._runs[at]
            done = offset - logical
            if done < length:
                return None if physical is None else physical + done, length - done
        following = self._runs[at + 1].logical if at + 1 < len(self._runs) else self._size
        return None, following - offset
