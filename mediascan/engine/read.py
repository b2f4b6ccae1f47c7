"""Reads a file once, from the first byte to the last, past bad sectors, and hashes it.

No memory map: a failing disk would end the process by SIGBUS.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from mediascan.engine.digests import BUFFER, NO_SUMS, Digests, Feeder, Sums
from mediascan.model.limits import MIB
from mediascan.sources.base import OpenFile

LARGE = 16 * MIB  # from here on threads are worth their start
AHEAD = 8 * MIB  # asked of the medium in advance: the kernel by itself goes 128 KiB ahead
STEPS = (64 * 1024, 4096)  # a failed read is tried again in ever smaller steps, to the page
SALVAGE_READS = 4096  # failed reads of a page in one file; then 64 KiB are given up at a time
HOLES = 256  # holes kept a file; further ones lengthen the last, so nothing is claimed as read


@dataclass(slots=True)
class Hole:
    """Bytes that the medium did not give."""

    offset: int
    length: int
    errno: int


@dataclass(slots=True)
class Content:
    """What one pass over a file gave.

    `sums` cover every byte, or are `NO_SUMS`. Where there are holes, `readable` has the digests of
    the file with zeros in place of what could not be read, as imaging tools write it
    (GNU ddrescue; dd conv=noerror,sync).
    """

    head: bytes
    read: int = 0
    constant: bool = False  # every byte has the same value
    nul: bool = False  # a byte is zero, as none in text is, but UTF-16 and UTF-32
    sums: Sums = NO_SUMS
    readable: Sums = NO_SUMS
    holes: list[Hole] = field(default_factory=list)
    lost: int = 0  # bytes in the holes


class Meter(Protocol):
    """Counts bytes as they are read, so that progress moves within a large file too."""

    def add(self, count: int) -> None: ...

    def room(self) -> bool:
        """Whether a processor is idle."""


class Reader:
    """Reads files with buffers that it keeps; one a worker."""

    def __init__(self, meter: Meter, digests: Digests) -> None:
        self._meter = meter
        self._digests = digests
        self._small = Feeder(lambda: False)
        self._large = Feeder(meter.room)

    def content(self, file: OpenFile) -> Content:
        """All of `file`, hashed; `head` are its first bytes, up to BUFFER."""
        content = Content(b"")
        stream = self._digests.stream(file.identity.size)
        feeder = self._large if file.identity.size >= LARGE else self._small
        with feeder.feeding(stream):
            for piece in _pieces(file, feeder.buffer, content):
                feeder.take(piece)
                self._meter.add(len(piece))
        sums = stream.sums()
        if content.holes:
            content.readable = sums
        else:
            content.sums = sums
        return content


def _pieces(
    file: OpenFile, next_buffer: Callable[[], memoryview], content: Content
) -> Iterator[memoryview]:
    """The bytes of `file` in order, in one buffer each; holes and the head go to `content`."""
    size = file.identity.size
    salvage = _Salvage(file, content)
    offset = 0
    asked = 0 if size >= LARGE else size  # up to where the medium was asked in advance
    same = b""  # what every piece would be if all bytes were like the first one
    for _ in range((size // STEPS[-1] + 2) * 2):  # a bound, also when each read is cut short
        buffer = next_buffer()
        if offset >= asked - AHEAD and asked < size:
            file.ahead(asked, AHEAD)
            asked += AHEAD
        try:
            count = file.read_into(buffer, offset)
        except OSError:
            count = salvage.fill(buffer, offset)
        if not count:
            break
        piece = buffer[:count]
        if not offset:
            content.head = bytes(piece[:BUFFER])
            content.constant = True
            same = content.head[:1]
        content.constant = content.constant and piece == same * count
        content.nul = content.nul or _has_nul(buffer, count)
        offset += count
        yield piece
    content.read = offset - content.lost
    content.constant = content.constant and not content.lost


def _has_nul(buffer: memoryview, count: int) -> bool:
    """Whether a zero is among the first bytes; at the speed of memory, and without a copy."""
    held = buffer.obj
    return isinstance(held, bytearray) and held.find(0, 0, count) >= 0


class _Salvage:
    """Reads what can be read of a part that could not be read at once."""

    def __init__(self, file: OpenFile, content: Content) -> None:
        self._file = file
        self._content = content
        self._left = SALVAGE_READS

    def fill(self, buffer: memoryview, offset: int) -> int:
        """Fill `buffer`, with zeros and a note for what cannot be read.

        Returns the bytes accounted for, read or not; 0 behind the end of the file.
        """
        end = min(len(buffer), self._file.identity.size - offset)
        return self._steps(buffer[: max(0, end)], offset, STEPS)

    def _steps(self, buffer: memoryview, offset: int, steps: tuple[int, ...]) -> int:
        done = 0
        for start in range(0, len(buffer), steps[0]):
            piece = buffer[start : start + steps[0]]
            try:
                count = self._file.read_into(piece, offset + start)
            except OSError as bad:
                if steps[1:] and self._left:
                    count = self._steps(piece, offset + start, steps[1:])
                else:
                    self._left = max(0, self._left - 1)
                    count = self._lose(piece, offset + start, bad.errno or 0)
            done = start + count
            if count < len(piece):
                break
        return done

    def _lose(self, piece: memoryview, offset: int, errno: int) -> int:
        piece[:] = bytes(len(piece))
        self._content.lost += len(piece)
        _note_hole(self._content.holes, Hole(offset, len(piece), errno))
        return len(piece)


def _note_hole(holes: list[Hole], hole: Hole) -> None:
    if holes:
        last = holes[-1]
        touching = last.offset + last.length == hole.offset and last.errno == hole.errno
        if touching or len(holes) >= HOLES:
            last.length = hole.offset + hole.length - last.offset
            return
    holes.append(hole)
