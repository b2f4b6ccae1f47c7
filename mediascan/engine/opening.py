"""`Opening`: a container on the medium whose members are inspected while it is read once."""

from collections.abc import Iterator
from functools import partial

from mediascan.engine.classify import Classifier
from mediascan.engine.contents import Contents
from mediascan.engine.gather import Gathering
from mediascan.engine.members import Members
from mediascan.engine.read import Consume, Content
from mediascan.model.finding import Finding
from mediascan.reading.unpacking.allowance import Allowance
from mediascan.reading.unpacking.base import Held, Opener
from mediascan.reading.unpacking.forward import Forward
from mediascan.reading.window import ReadAt
from mediascan.sources.base import OpenFile
from mediascan.sources.medium import WholeMedium

_NOT_YET: Contents | None = None


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
    """`consumer` is for the reader, which gives it the pieces of a container as they pass.

    It is None for a file that is not opened; so is `findings` where formats were not asked.
    """

    def __init__(
        self,
        members: Members,
        opener: Opener | None,
        file: tuple[bytes, int],
        read_at: ReadAt,
        findings: tuple[Finding, ...] | None,
        rows: Gathering,
    ) -> None:
        """`file` is its path and size in bytes."""
        self._members = members
        self._path, self._size = file
        self._read_at = read_at
        self._rows = rows
        self._used = 0  # bytes that passed
        self.findings = findings
        self.contents = _NOT_YET  # what the consumer found
        self.consumer: Consume | None = partial(self._consume, opener) if opener else None

    def _consume(self, opener: Opener, pieces: Iterator[bytes], content: Content) -> None:
        def pull() -> bytes:
            piece = next(pieces, b"")
            self._used += len(piece)
            return piece

        if opener.random:  # the members are read a second time, from what the system kept
            while pull():
                pass
        held = Held(
            Forward(pull),
            self._path.rpartition(b"/")[2],
            Allowance(lambda: self._used, lambda: content.lost),
            size=self._size,
            read_at=self._read_at,
        )
        self.contents = self._members.inside(self._path, opener, held, self._rows)


def opening_of(
    members: Members, classifier: Classifier, place: tuple[bytes, OpenFile], rows: Gathering
) -> Opening:
    """What is to be done with a file, of which `place` is the path, while it is read."""
    path, file = place
    size, read_at = file.identity.size, reader_of(file, b"")
    findings, opener = None, None
    if isinstance(file, WholeMedium):  # what is in a medium are its volumes
        return Opening(members, opener, (path, size), read_at, findings, rows)
    try:
        head = read_at(0, min(classifier.reach, size))
        if members.candidates(classifier.hits(head, b"", size)):
            findings = classifier.findings(read_at, size)
            opener = members.opener(findings)
    except OSError:  # a bad sector: it will be a hole
        opener = None
    return Opening(members, opener, (path, size), read_at, findings, rows)
