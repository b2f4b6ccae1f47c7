"""What was read of a medium last, shared by the processes that read it: no byte is read twice.

One process leads: it reads the medium from its first byte to its last, for the digest of all of
it, and puts what it reads here. The others, which read files in the order in which they lie, take
it from here, a little behind. Whoever asks for what is not here any more, or not yet for long,
reads the medium itself; that is slower, and gives the same bytes.

Counters are 8 bytes and are written by one process each, so that a reader that dies holds no lock.
"""

import time
from multiprocessing.context import SpawnContext
from typing import Any

from mediascan.model.limits import MIB

ROOM = 128 * MIB  # bytes kept: what is read in one batch, twice
CHUNK = 64 * 1024  # bytes that one flag says of whether all of them could be read
PAUSE = 0.0005  # seconds between two looks
PATIENCE = 0.25  # seconds that the leader waits for a reader that does not move
TRUST = 5.0  # and a reader for a leader that does not
_BASE, _HEAD, _CLAIM, _OVER, _SLOTS = range(5)  # counters; from _SLOTS on one a reader


class Ring:
    """The room, and how far who is. Crosses into a process when that is started."""

    def __init__(self, context: SpawnContext, readers: int, room: int = ROOM) -> None:
        self.room = room  # a multiple of CHUNK
        self._data: Any = context.RawArray("B", room)
        self._bad: Any = context.RawArray("B", room // CHUNK)
        self._counters: Any = context.RawArray("Q", _SLOTS + readers)
        self._counters[_OVER] = 1  # nobody leads yet


class Lead:
    """The side of the one who reads the whole medium."""

    def __init__(self, ring: Ring) -> None:
        self._room = ring.room
        self._counters = ring._counters  # noqa: SLF001 - both sides of one thing
        self._data = memoryview(ring._data).cast("B")  # noqa: SLF001 - as above
        self._bad = ring._bad  # noqa: SLF001 - as above
        self._ignored: dict[int, int] = {}  # reader -> where it stood when patience ended
        self._next = 0
        self._counters[_BASE] = self._counters[_HEAD] = self._counters[_CLAIM] = 0
        self._counters[_OVER] = 0

    def put(self, piece: memoryview, offset: int) -> None:
        """Show `piece`, which lies at `offset`. What lies between it and the last was not read."""
        if offset < self._next:
            return  # looked at again: it was here
        end = offset + len(piece)
        gap = offset - self._next
        self._wait(end)
        self._counters[_CLAIM] = end
        if gap >= self._room or not self._next:
            self._counters[_BASE] = offset
        self._flag(max(self._next, offset - min(gap, self._room)), offset, 1)
        self._flag(offset, end, 0)
        at, done = offset % self._room, 0
        while done < len(piece):
            count = min(len(piece) - done, self._room - at)
            self._data[at : at + count] = piece[done : done + count]
            at, done = (at + count) % self._room, done + count
        self._next = self._counters[_HEAD] = end

    def end(self) -> None:
        """Nothing follows; what is here stays."""
        self._counters[_OVER] = 1

    def _flag(self, start: int, end: int, bad: int) -> None:
        """Say of each chunk that `start` to `end` touches whether a part of it is missing."""
        if start >= end:
            return
        for chunk in range(start // CHUNK, (end - 1) // CHUNK + 1):
            fresh = chunk * CHUNK >= start
            if bad or fresh:
                self._bad[chunk % (self._room // CHUNK)] = bad

    def _wait(self, end: int) -> None:
        """Wait until no reader that moves needs what would be overwritten."""
        since, before = time.monotonic(), None
        while True:
            slots = dict(enumerate(self._counters[_SLOTS:]))
            behind = {
                reader: at
                for reader, at in slots.items()
                if at + self._room < end and self._ignored.get(reader) != at
            }
            if not behind:
                return
            if behind != before:
                since, before = time.monotonic(), behind
            elif time.monotonic() - since > PATIENCE:
                self._ignored |= behind
                return
            time.sleep(PAUSE)


class Follow:
    """The side of one who reads behind the leader; `reader` counts from 0."""

    def __init__(self, ring: Ring, reader: int) -> None:
        self._room = ring.room
        self._counters = ring._counters  # noqa: SLF001 - both sides of one thing
        self._data = memoryview(ring._data).cast("B")  # noqa: SLF001 - as above
        self._bad = ring._bad  # noqa: SLF001 - as above
        self._slot = _SLOTS + reader

    def take(self, buffer: memoryview, offset: int) -> bool:
        """Fill `buffer` with what lies at `offset`; False where that is not to be had here."""
        end = offset + len(buffer)
        self._counters[self._slot] = offset
        if not self._comes(end) or not self._here(offset):
            return False
        chunks = range(offset // CHUNK, (end - 1) // CHUNK + 1)
        if any(self._bad[chunk % (self._room // CHUNK)] for chunk in chunks):
            return False
        at, done = offset % self._room, 0
        while done < len(buffer):
            count = min(len(buffer) - done, self._room - at)
            buffer[done : done + count] = self._data[at : at + count]
            at, done = (at + count) % self._room, done + count
        return self._here(offset)  # it may have been overwritten meanwhile

    def _here(self, offset: int) -> bool:
        counters = self._counters
        return bool(counters[_BASE] <= offset and counters[_CLAIM] <= offset + self._room)

    def _comes(self, end: int) -> bool:
        """Whether the leader has come to `end`, or does so soon."""
        counters = self._counters
        head, since = counters[_HEAD], time.monotonic()
        while end > counters[_HEAD]:
            if counters[_OVER] or end > counters[_HEAD] + self._room // 2:
                return False
            if head != counters[_HEAD]:
                head, since = counters[_HEAD], time.monotonic()
            elif time.monotonic() - since > TRUST:
                return False
            time.sleep(PAUSE)
        return True
