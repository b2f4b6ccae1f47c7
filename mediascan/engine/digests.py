"""All digests of one stream of bytes in one pass, for large files each in a thread of its own.

blake3 and hashlib let go of the interpreter lock while they work, so threads of one process really
run side by side. MD5 and SHA-1 are there because old lists of known files use them; nothing rests
on them.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, Protocol

from blake3 import blake3

from mediascan.model.limits import MIB
from mediascan.model.reading import DIGESTS, Reading

SEGMENT = 64 * MIB  # a file of this size or more also has a BLAKE3 for each piece of this size
RING = 8  # buffers between the reader and the threads
RING_BUFFER = MIB

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

    def __init__(self) -> None:
        self._hasher = blake3()
        self._left = SEGMENT
        self._done: list[bytes] = []

    def update(self, data: memoryview) -> None:
        while len(data) >= self._left:
            self._hasher.update(data[: self._left])
            data = data[self._left :]
            self._done.append(self._hasher.digest())
            self._hasher, self._left = blake3(), SEGMENT
        self._hasher.update(data)
        self._left -= len(data)

    def digest(self) -> bytes:
        tail = [self._hasher.digest()] if self._left < SEGMENT else []
        return b"".join((*self._done, *tail))


class Digests:
    """The digests that were asked for; one a worker."""

    def __init__(self, wanted: Reading) -> None:
        self._makers = [_MAKERS[name] if name in wanted.digests else None for name in DIGESTS]
        self._segments = wanted.segments

    def of(self, data: memoryview | bytes) -> tuple[bytes | None, ...]:
        """The digests of `data`, all of a small file."""
        return tuple([make and make(data).digest() for make in self._makers])

    def stream(self, size: int) -> "Stream":
        """For a file of `size` bytes, to be read piece by piece."""
        hashers = [make and make() for make in self._makers]
        return Stream(hashers, _Segments() if self._segments and size >= SEGMENT else None)


class Stream:
    """Digests in the making."""

    def __init__(self, hashers: list[Any], segments: _Segments | None) -> None:
        self._hashers = hashers
        self._segments = segments
        self._all: list[Updated] = [one for one in (*hashers, segments) if one is not None]

    def update(self, piece: memoryview) -> None:
        """Take the next piece, in this thread."""
        for one in self._all:
            one.update(piece)

    @contextmanager
    def threads(self) -> Iterator[Callable[[memoryview], None]]:
        """While it lasts, each digest has a thread; the value takes the next piece.

        A piece must stay as it is until RING - 1 further ones were taken: so the reader has RING
        buffers and uses them by turns.
        """
        followers = [_Follower(one) for one in self._all]

        def take(piece: memoryview) -> None:
            for one in followers:
                one.take(piece)

        try:
            yield take
        finally:
            for one in followers:
                one.end()

    def sums(self) -> Sums:
        """The digests of all that was taken."""
        segments = self._segments.digest() if self._segments else None
        return Sums(tuple([one and one.digest() for one in self._hashers]), segments)


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

    def end(self) -> None:
        self._full.put(None)
        self._thread.join()

    def _follow(self) -> None:
        for piece in iter(self._full.get, None):
            self._hasher.update(piece)
            self._free.put(None)
