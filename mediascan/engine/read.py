"""Reads a file once, from the first byte to the last, past bad sectors, and hashes it.

No memory map: a failing disk would end the process by SIGBUS.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from mediascan.engine.digests import BUFFER, NO_SUMS, SEGMENT, Digests, Feeder, Stream, Sums
from mediascan.model.limits import MIB
from mediascan.model.mark import Mark
from mediascan.sources.base import OpenFile

LARGE = 16 * MIB  # from here on threads are worth their start
AHEAD = 8 * MIB  # asked of the medium in advance: the kernel by itself goes 128 KiB ahead
STEPS = (64 * 1024, 4096)  # a failed read is tried again in ever smaller steps, to the sector
SALVAGE_READS = 4096  # failed reads of a page in one file; then 64 KiB are given up at a time
MARK_SECONDS = 5.0  # at least between two marks of one file: what a power cut may cost
MARK_RATE = MIB  # bytes a second of marks, at most: that of a file of 80 TB has 40 MB
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
    tries: int = field(
        default_factory=lambda: SALVAGE_READS
    )  # failed reads that may still be tried again page by page


Consume = Callable[[Iterator[bytes], Content], None]


class Meter(Protocol):
    """Counts bytes as they are read, so that progress moves within a large file too."""

    def add(self, count: int) -> None: ...

    def room(self) -> bool:
        """Whether a processor is idle."""


class Reader:
    """Reads files with buffers that it keeps; one a worker."""

    def __init__(
        self, meter: Meter, digests: Digests, keep: Callable[[Mark], None] | None = None
    ) -> None:
        self._meter = meter
        self._digests = digests
        self._keep = keep  # takes the marks of a large file, from which it can be taken up
        self._small = Feeder(lambda: False)
        self._large = Feeder(meter.room)

    def content(
        self,
        file: OpenFile,
        path: bytes = b"",
        mark: Mark | None = None,
        consume: Consume | None = None,
    ) -> Content:
        """All of `file`, hashed; `head` are its first bytes, up to BUFFER.

        It goes on at `mark` where that is of this file in this state. `path` is for new marks.
        `consume` gets the pieces as they pass, each until it asks for the next, and may leave the
        last of them; then there are no marks, as what it learned from the first could not be kept.
        """
        content, stream = Content(b""), self._digests.stream(file.identity.size)
        offset = 0
        if mark and mark.state == file.identity.state and (taken := self._digests.taken_up(mark)):
            content, stream, offset = _taken_up(file, mark), taken, mark.offset
        feeder = self._large if file.identity.size >= LARGE else self._small
        due = time.monotonic() + MARK_SECONDS
        with feeder.feeding(stream):
            read = pieces(file, feeder.buffer, content, offset)
            if consume:
                consume(self._passing(read, feeder), content)
            for piece in read:
                feeder.take(piece)
                self._meter.add(len(piece))
                offset += len(piece)
                if consume or offset % SEGMENT or not self._keep or time.monotonic() < due:
                    continue
                feeder.settle()
                length = self._mark(file, path, content, stream, offset)
                due = time.monotonic() + max(MARK_SECONDS, length / MARK_RATE)
        sums = stream.sums()
        if content.holes:
            content.readable = sums
        else:
            content.sums = sums
        return content

    def _passing(self, pieces: Iterator[memoryview], feeder: Feeder) -> Iterator[bytes]:
        """Copies of `pieces`, each in the digests already."""
        for piece in pieces:
            feeder.take(piece)
            self._meter.add(len(piece))
            yield bytes(piece)

    def _mark(
        self, file: OpenFile, path: bytes, content: Content, stream: Stream, offset: int
    ) -> int:
        """Hand out a mark at `offset`, where that can be done; returns its size in bytes."""
        states = stream.states()
        if states is None or self._keep is None:
            return 0
        digests, segments = states
        holes = tuple((one.offset, one.length, one.errno) for one in content.holes)
        self._keep(
            Mark(
                path,
                file.identity.state,
                offset,
                digests,
                segments,
                content.constant,
                content.nul,
                holes,
                content.lost,
                content.tries,
            )
        )
        return len(segments or b"")


def _taken_up(file: OpenFile, mark: Mark) -> Content:
    """What was gathered of `file` up to `mark`."""
    first = Content(b"")
    next(pieces(file, lambda: memoryview(bytearray(BUFFER)), first, 0), None)
    return Content(
        first.head,
        constant=mark.constant,
        nul=mark.nul,
        holes=[Hole(*one) for one in mark.holes],
        lost=mark.lost,
        tries=mark.tries,
    )


def pieces(
    file: OpenFile, next_buffer: Callable[[], memoryview], content: Content, offset: int
) -> Iterator[memoryview]:
    """The bytes of `file` from `offset` on, in one buffer each, none across the end of a segment.

    Holes and the head go to `content`.
    """
    size = file.identity.size
    salvage = _Salvage(file, content)
    asked = offset if size >= LARGE else size  # up to where the medium was asked in advance
    same = content.head[:1]  # what every piece would be if all bytes were like the first one
    for _ in range((size // STEPS[-1] + 2) * 2):  # a bound, also when each read is cut short
        buffer = next_buffer()
        if size >= SEGMENT:
            buffer = buffer[: SEGMENT - offset % SEGMENT]
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
        self._sizes = (*STEPS, file.sector) if file.sector < STEPS[-1] else STEPS

    def fill(self, buffer: memoryview, offset: int) -> int:
        """Fill `buffer`, with zeros and a note for what cannot be read.

        Returns the bytes accounted for, read or not; 0 behind the end of the file.
        """
        end = min(len(buffer), self._file.identity.size - offset)
        return self._steps(buffer[: max(0, end)], offset, self._sizes)

    def _steps(self, buffer: memoryview, offset: int, steps: tuple[int, ...]) -> int:
        done = 0
        for start in range(0, len(buffer), steps[0]):
            piece = buffer[start : start + steps[0]]
            try:
                count = self._file.read_into(piece, offset + start)
            except OSError as bad:
                if steps[1:] and self._content.tries:
                    count = self._steps(piece, offset + start, steps[1:])
                else:
                    self._content.tries = max(0, self._content.tries - 1)
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
