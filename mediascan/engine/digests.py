"""All digests of one stream of bytes in one pass, where there is room each in a thread of its own.

blake3 and hashlib let go of the interpreter lock while they work, so threads of one process really
run side by side. That helps where processors are idle; where each is busy with a file of its own,
one thread with one small buffer, which stays in the cache, takes a third less work. MD5 and SHA-1
are there because old lists of known files use them; nothing rests on them.
"""

import ctypes
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol

from blake3 import blake3

from mediascan.engine.resumable import Resumable, maker_of
from mediascan.model.limits import MIB
from mediascan.model.mark import Mark
from mediascan.model.reading import DIGESTS, Reading

RESUMABLE = 1024 * MIB  # a file of this size or more is taken up at a segment: 4 s of a disk
SEGMENT = 64 * MIB  # a file of this size or more also has a BLAKE3 for each piece of this size
BUFFER = 256 * 1024  # fits the second-level cache: 1 MiB costs twice the processor time
CACHE_LINE = 64  # bytes, on x86-64 and most of aarch64
RING = 8  # buffers between the reader and the threads
RING_BUFFER = MIB
ROUND = 32 * MIB  # bytes after which is looked whether there is room for threads

_MAKERS: dict[str, Callable[..., Any]] = {
    "blake3": blake3,
    "sha256": hashlib.sha256,
    "md5": partial(hashlib.md5, usedforsecurity=False),
    "sha1": partial(hashlib.sha1, usedforsecurity=False),
}


@dataclass(frozen=True, slots=True)
class Sums:
    """What the bytes add up to: one digest a name in `DIGESTS`, None where not asked for."""

    digests: tuple[bytes | None, ...]
    segments: bytes | None = None  # 32 bytes of BLAKE3 for each SEGMENT; None for smaller files


NO_SUMS = Sums((None,) * len(DIGESTS))


class Updated(Protocol):
    """Takes bytes."""

    def update(self, data: memoryview, /) -> object: ...


class _Segments:
    """BLAKE3 of each SEGMENT of a stream."""

    def __init__(self, done: bytes = b"") -> None:
        self._hasher = blake3()
        self._left = SEGMENT
        self._done = [done] if done else []

    def update(self, data: memoryview) -> None:
        while len(data) >= self._left:
            self._hasher.update(data[: self._left])
            data = data[self._left :]
            self._done.append(self._hasher.digest())
            self._hasher, self._left = blake3(), SEGMENT
        self._hasher.update(data)
        self._left -= len(data)

    def state(self) -> bytes:
        """The digests so far; at the end of a segment this is all there is."""
        return b"".join(self._done)

    def digest(self) -> bytes:
        tail = [self._hasher.digest()] if self._left < SEGMENT else []
        return b"".join((*self._done, *tail))


class Digests:
    """The digests that were asked for; one a worker."""

    def __init__(self, wanted: Reading) -> None:
        self._makers = [_MAKERS[name] if name in wanted.digests else None for name in DIGESTS]
        self._names = [name for name in DIGESTS if name in wanted.digests]
        self._segments = wanted.segments

    def of(self, data: memoryview | bytes) -> tuple[bytes | None, ...]:
        """The digests of `data`, all of a small file."""
        return tuple([make and make(data).digest() for make in self._makers])

    def stream(self, size: int) -> "Stream":
        """For a file of `size` bytes, to be read piece by piece."""
        hashers = (size >= RESUMABLE and self._resumable()) or [m and m() for m in self._makers]
        return Stream(hashers, _Segments() if self._segments and size >= SEGMENT else None)

    def taken_up(self, mark: Mark) -> "Stream | None":
        """A stream that goes on where `mark` is; None where its states are of other libraries."""
        hashers = self._resumable()
        for hasher, state in zip(hashers, mark.digests, strict=bool(hashers)):
            if (hasher is None) != (state is None) or (state and not hasher.take_up(state)):
                return None
        if not hashers or (mark.segments is None) == self._segments:
            return None
        return Stream(hashers, None if mark.segments is None else _Segments(mark.segments))

    def _resumable(self) -> list[Any]:
        """Hashers that can save their state; empty where one of the wanted ones cannot."""
        makers = {name: maker_of(name) for name in self._names}
        if not makers or None in makers.values():
            return []
        return [(maker := makers.get(name)) and Resumable(maker) for name in DIGESTS]


class Stream:
    """Digests in the making."""

    def __init__(self, hashers: list[Any], segments: _Segments | None) -> None:
        self._hashers = hashers
        self._segments = segments
        self._all: list[Updated] = [one for one in (*hashers, segments) if one is not None]

    def update(self, piece: memoryview) -> None:
        """Take the next piece."""
        for one in self._all:
            one.update(piece)

    def followers(self) -> list["_Follower"]:
        """A thread for each digest."""
        return [_Follower(one) for one in self._all]

    def states(self) -> tuple[tuple[bytes | None, ...], bytes | None] | None:
        """What `Digests.taken_up` needs, at the end of a segment; None where it cannot be had."""
        if not all(one is None or isinstance(one, Resumable) for one in self._hashers):
            return None
        segments = self._segments.state() if self._segments else None
        return tuple([one and one.state() for one in self._hashers]), segments

    def sums(self) -> Sums:
        """The digests of all that was taken."""
        segments = self._segments.digest() if self._segments else None
        return Sums(tuple([one and one.digest() for one in self._hashers]), segments)


def aligned(size: int) -> bytearray:
    """`size` bytes or a few more, that begin where a line of the cache does.

    The kernel copies into others a fifth slower (docs/performance.md), and CPython's are 16 bytes
    behind a page. What is deleted from the front of a bytearray is skipped, not moved.
    """
    made = bytearray(size + CACHE_LINE)
    del made[: -ctypes.addressof(ctypes.c_char.from_buffer(made)) % CACHE_LINE]
    return made


class Feeder:
    """Feeds a stream, in this thread or in others, as there is room; keeps its buffers."""

    def __init__(self, room: Callable[[], bool]) -> None:
        self._room = room
        self._ring = [memoryview(aligned(BUFFER))]
        self._followers: list[_Follower] = []
        self._stream: Stream | None = None
        self._turn = 0
        self._left = 0  # bytes until the next look

    @contextmanager
    def feeding(self, stream: Stream) -> Iterator["Feeder"]:
        """While it lasts, `buffer` and `take` are for `stream`."""
        self._stream = stream
        self._left = ROUND
        self._choose()
        try:
            yield self
        finally:
            self._alone()
            self._stream = None

    def buffer(self) -> memoryview:
        """The buffer for the next piece."""
        if not self._followers:
            return self._ring[0][:BUFFER]
        self._turn = (self._turn + 1) % RING
        return self._ring[self._turn][:RING_BUFFER]

    def settle(self) -> None:
        """Wait until all that was taken is in the digests."""
        for one in self._followers:
            one.settle()

    def take(self, piece: memoryview) -> None:
        """Take the next piece, which lies in the buffer given out last."""
        if self._followers:
            for one in self._followers:
                one.take(piece)
        elif self._stream:
            self._stream.update(piece)
        self._left -= len(piece)
        if self._left <= 0:
            self._left = ROUND
            self._choose()

    def _choose(self) -> None:
        if not self._room():
            self._alone()
        elif not self._followers and self._stream:
            if len(self._ring) < RING:
                self._ring = [memoryview(aligned(RING_BUFFER)) for _ in range(RING)]
            self._followers = self._stream.followers()

    def _alone(self) -> None:
        for one in self._followers:
            one.end()
        self._followers = []


class _Follower:
    """A thread that feeds one hasher."""

    def __init__(self, hasher: Updated) -> None:
        self._hasher = hasher
        self._full: SimpleQueue[memoryview | None] = SimpleQueue()
        self._free: SimpleQueue[None] = SimpleQueue()
        for _ in range(RING - 1):  # one buffer is always in the reader's hands
            self._free.put(None)
        self._thread = Thread(target=self._follow, name="digest", daemon=True)
        self._thread.start()

    def take(self, piece: memoryview) -> None:
        self._free.get()
        self._full.put(piece)

    def settle(self) -> None:
        for _ in range(RING - 1):
            self._free.get()
        for _ in range(RING - 1):
            self._free.put(None)

    def end(self) -> None:
        self._full.put(None)
        self._thread.join()

    def _follow(self) -> None:
        for piece in iter(self._full.get, None):
            self._hasher.update(piece)
            self._free.put(None)
