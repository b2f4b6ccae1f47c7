"""`Opening`: a container on the medium whose members are inspected while it is read once."""

from collections.abc import Iterator

from mediascan.engine.contents import Contents
from mediascan.engine.gather import Gathering
from mediascan.engine.members import Members
from mediascan.engine.read import Content
from mediascan.model.finding import Finding
from mediascan.reading.unpacking.allowance import Allowance
from mediascan.reading.unpacking.base import Held, Opener
from mediascan.reading.unpacking.forward import Forward
from mediascan.reading.window import ReadAt
from mediascan.sources.base import OpenFile


def reader_of(file: OpenFile, head: bytes) -> ReadAt:
    """Reads for parsers: from the hashed head where it reaches, from the file behind it."""

    def read_at(offset: int, length: int) -> bytes:
        if offset + length <= len(head):
            return head[offset : offset + length]
        buffer = memoryview(bytearray(length))
        count = 0
        for _ in range(length):
            got = file.read_into(buffer[count:], offset + count)
            count += got
            if not got or count == length:
                break
        return bytes(buffer[:count])

    return read_at


class Opening:
    """Called by the reader with the pieces of the file as they pass; see `engine.read.Consume`."""

    def __init__(
        self,
        members: Members,
        opener: Opener,
        file: tuple[bytes, int],
        read_at: ReadAt,
        findings: tuple[Finding, ...],
        rows: Gathering,
    ) -> None:
        """`file` is its path and size in bytes."""
        self._members = members
        self._opener = opener
        self._path, self._size = file
        self._read_at = read_at
        self._rows = rows
        self._used = 0  # bytes that passed
        self.findings = findings
        self.contents = Contents()

    def __call__(self, pieces: Iterator[bytes], content: Content) -> None:
        def pull() -> bytes:
            piece = next(pieces, b"")
            self._used += len(piece)
            return piece

        if self._opener.random:  # the members are read a second time, from what the system kept
            while pull():
                pass
        held = Held(
            Forward(pull),
            self._path.rpartition(b"/")[2],
            Allowance(lambda: self._used, lambda: content.lost),
            size=self._size,
            read_at=self._read_at,
        )
        self.contents = self._members.inside(self._path, self._opener, held, self._rows)
