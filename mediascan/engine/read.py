"""Reads a file once, from the first byte to the last, past bad sectors, and hashes it.

No memory map: a failing disk would end the process by SIGBUS. Large files are hashed in two
threads, since SHA-256 and BLAKE3 both let go of the interpreter lock.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Thread
from typing import Protocol

from blake3 import blake3

from mediascan.model.limits import MIB
from mediascan.sources.base import OpenFile

BUFFER = 256 * 1024  # twice the processor time with 1 MiB buffers (docs/performance.md)
LARGE = 16 * MIB  # from here on two threads are worth their start
RING = 8  # buffers between the reader and the second thread
RING_BUFFER = MIB
SECTOR = 4096  # the smallest piece in which a failed read is tried again
HOLES = 256  # holes kept a file; further ones lengthen the last, so nothing is claimed as read


@dataclass(slots=True)
class Hole:
    """Bytes that the medium did not give."""

    offset: int
    length: int
    errno: int


@dataclass(slots=True)
class Content:
    """What one pass over a file gave. Digests are None where there are holes."""

    head: bytes
    read: int = 0
    constant: bool = False  # every byte has the same value
    blake3: bytes | None = None
    sha256: bytes | None = None
    holes: list[Hole] = field(default_factory=list)


class Meter(Protocol):
    """Counts bytes as they are read, so that progress moves within a large file too."""

    def add(self, count: int) -> None: ...


class Reader:
    """Reads files with buffers that it keeps; one a worker."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._buffer = memoryview(bytearray(BUFFER))
        self._ring = [memoryview(bytearray(RING_BUFFER)) for _ in range(RING)]

    def content(self, file: OpenFile) -> Content:
        """All of `file`, hashed; `head` are its first bytes, up to BUFFER."""
        size = file.identity.size
        if size <= BUFFER:
            return self._small(file, size)
        return self._ringed(file) if size >= LARGE else self._medium(file)

    def _small(self, file: OpenFile, size: int) -> Content:
        buffer = self._buffer
        try:
            count = file.read_into(buffer[: size + 1] if size < BUFFER else buffer, 0)
        except OSError:
            return self._medium(file)
        if count != size:  # short reads are legal; only 0 is the end
            return self._medium(file)
        data = buffer[:count]
        self._meter.add(count)
        return Content(
            bytes(data),
            read=count,
            blake3=blake3(data).digest(),
            sha256=hashlib.sha256(data).digest(),
        )

    def _medium(self, file: OpenFile) -> Content:
        fast, standard = blake3(), hashlib.sha256()
        content = Content(b"")
        for piece in _pieces(file, [self._buffer], content):
            fast.update(piece)
            standard.update(piece)
            self._meter.add(len(piece))
        return _finish(content, fast.digest(), standard.digest())

    def _ringed(self, file: OpenFile) -> Content:
        """As `_medium`, with SHA-256, the slower of the two, in a thread of its own."""
        fast, standard = blake3(), hashlib.sha256()
        full: SimpleQueue[memoryview | None] = SimpleQueue()
        free: SimpleQueue[None] = SimpleQueue()
        for _ in range(RING - 1):  # one buffer is always in the reader's hands
            free.put(None)

        def follow() -> None:
            for piece in iter(full.get, None):
                standard.update(piece)
                free.put(None)

        second = Thread(target=follow, name="sha256")
        second.start()
        content = Content(b"")
        try:
            for piece in _pieces(file, self._ring, content):
                free.get()
                full.put(piece)
                fast.update(piece)
                self._meter.add(len(piece))
        finally:
            full.put(None)
            second.join()
        return _finish(content, fast.digest(), standard.digest())


def _finish(content: Content, fast: bytes, standard: bytes) -> Content:
    if not content.holes:  # a digest covers every byte, or there is none
        content.blake3, content.sha256 = fast, standard
    return content


def _pieces(file: OpenFile, buffers: list[memoryview], content: Content) -> Iterator[memoryview]:
    """The bytes of `file` in order, in `buffers` by turns; holes and the head go to `content`."""
    size = file.identity.size
    offset = 0
    same = b""  # what every piece would be if all bytes were like the first one
    for turn in range((size // SECTOR + 2) * 2):  # a bound, also when each read is cut short
        buffer = buffers[turn % len(buffers)]
        try:
            count = file.read_into(buffer, offset)
        except OSError:
            count = _salvage(file, buffer, offset, content)
        if not count:
            break
        piece = buffer[:count]
        if not offset:
            content.head = bytes(piece[:BUFFER])
            content.constant = True
            same = content.head[:1] * len(buffer)
        content.constant = content.constant and piece == same[:count]
        offset += count
        yield piece
    content.read = offset - sum(hole.length for hole in content.holes)


def _salvage(file: OpenFile, buffer: memoryview, offset: int, content: Content) -> int:
    """Fill `buffer` sector by sector; what cannot be read is zeroed and noted as a hole.

    Returns the bytes accounted for, read or not; 0 behind the end of the file.
    """
    end = min(len(buffer), file.identity.size - offset)
    at = 0
    for start in range(0, end, SECTOR):
        length = min(SECTOR, end - start)
        try:
            count = file.read_into(buffer[start : start + length], offset + start)
        except OSError as bad:
            buffer[start : start + length] = bytes(length)
            _note_hole(content.holes, Hole(offset + start, length, bad.errno or 0))
            count = length
        at = start + count
        if count < length:
            break
    return at


def _note_hole(holes: list[Hole], hole: Hole) -> None:
    if holes:
        last = holes[-1]
        touching = last.offset + last.length == hole.offset and last.errno == hole.errno
        if touching or len(holes) >= HOLES:
            last.length = hole.offset + hole.length - last.offset
            return
    holes.append(hole)
