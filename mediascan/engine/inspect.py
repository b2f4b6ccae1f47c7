"""`Inspector.inspect(batch)`: all that a worker does. Plain data in, plain data out."""

from collections.abc import Callable
from dataclasses import replace

from mediascan.engine.classify import Classifier
from mediascan.engine.concealment import is_unexplained
from mediascan.engine.content import (
    CLASSES,
    TEXT,
    UNKNOWN,
    class_of_text,
    content_class,
)
from mediascan.engine.contents import Contents
from mediascan.engine.digests import BUFFER, NO_SUMS, Digests, Sums
from mediascan.engine.faults import content_faults, too_sparse, unreadable
from mediascan.engine.gather import Gathering
from mediascan.engine.members import Members, whole_file
from mediascan.engine.opening import opening_of, reader_of
from mediascan.engine.parts import Parts, whole_findings
from mediascan.engine.read import Content, Meter, Reader
from mediascan.engine.second_opinion import class_of_mime
from mediascan.engine.telling import Said, Teller
from mediascan.engine.volumes import volume_of
from mediascan.formats.registry import all_formats
from mediascan.model.finding import (
    FaultKind,
    Finding,
)
from mediascan.model.limits import MIB
from mediascan.model.mark import Mark
from mediascan.model.reading import Reading
from mediascan.model.row import BatchResult
from mediascan.model.source import Batch, EntryKind, Group, SourceSpec, join
from mediascan.reading.window import ReadAt
from mediascan.sources.base import OpenFile, Tree
from mediascan.sources.media.ring import Ring
from mediascan.sources.medium import MediumTree, WholeMedium
from mediascan.sources.registry import open_tree

BATCH_BYTES = 64 * MIB  # a batch stops here; the rest goes into other batches
SPARSE_BYTES = 1 << 40  # holes of more than 1 TiB in one file are not read: an hour of zeros
_FILE = EntryKind.FILE
_Found = tuple[Finding, ...]
_Known = _Found | None


class Inspector:
    """Reads, hashes and classifies the files of one source; one a worker."""

    def __init__(
        self,
        spec: SourceSpec,
        reading: Reading,
        meter: Meter,
        send: Callable[[Mark | BatchResult], None] | None = None,
    ) -> None:
        """`send` takes what goes ahead of a result: marks of large files, rows of members."""
        self._tree: Tree = open_tree(spec)
        self._meter = meter
        self._reading = reading
        self._digests = Digests(reading)
        self._reader = Reader(meter, self._digests, send)
        self._send = send
        self._classifier = Classifier(all_formats())
        self._parts = Parts(self._tree, self._classifier, meter)
        self._teller = Teller(self._classifier)
        self._members = Members(self._teller, self._digests, reading.depth)

    def inspect(self, batch: Batch) -> BatchResult:
        """Rows for the entries of `batch`; what is too much for one batch is deferred."""
        rows = Gathering(self._send)
        budget = 0
        for group in batch.groups:
            folder = group.folder
            prefix = folder + b"/" if folder else b""
            for position, name in enumerate(group.names):
                if group.kinds[position] != EntryKind.FILE:
                    budget += self._other(group, position, rows, batch)
                elif budget >= BATCH_BYTES:
                    rows.later.append((folder, name))
                else:
                    read = self._small(folder, name, prefix + name, rows)
                    if read < 0:
                        read = self._file((folder, name), rows, batch)
                    budget += read
        return rows.result()

    def _small(self, folder: bytes, name: bytes, path: bytes, rows: Gathering) -> int:
        """The short way for a file that is read at once; -1 where that is not to be had.

        Most files of a drive come along here, so nothing is made that they do not need.
        """
        try:
            whole = self._tree.whole(folder, name, BUFFER)
        except OSError:
            return -1
        if whole is None:
            return -1
        identity, data = whole
        size = identity.size
        digests = self._digests.of(data)
        self._meter.add(size)
        classifier = self._classifier
        hits = classifier.hits(data[: classifier.reach], data[-classifier.tail :], size)
        if not hits:
            index = content_class(data, size)
            kind, words = CLASSES[index], ""
            if index == UNKNOWN:
                mime, words = self._teller.opinion.describe(data)
                kind = class_of_mime(mime)
            elif index == TEXT:
                kind = class_of_text(data, size, nul=b"\0" in data)
            if not is_unexplained(kind, (), size) and not volume_of(name):
                rows.plain(path, identity, digests, kind, words or None)
                return size
        content = Content(data, read=size, nul=b"\0" in data, sums=Sums(digests))
        read_at = _reader_over(data)
        findings = self._classifier.ask(hits, read_at, size)
        findings, kind, magic = self._teller.judged(path, content, read_at, size, findings)
        contents = None
        if findings and (opener := self._members.opener(findings)):
            contents = self._members.inside(path, opener, whole_file(name, data), rows)
            findings = (*findings, *contents.findings)
        rows.add(
            path,
            EntryKind.FILE,
            identity,
            content=kind,
            magic=magic,
            read=content,
            findings=findings,
            contents=contents,
        )
        return size

    def share(self, ring: Ring, reader: int) -> None:
        """Read a medium once with others: what one of them reads of it is for all."""
        if isinstance(self._tree, MediumTree):
            self._tree.share(ring, reader)

    def _other(self, group: Group, position: int, rows: Gathering, batch: Batch) -> int:
        """The row of what is no file of a folder; returns the bytes read."""
        kind, folder, name = group.kinds[position], group.folder, group.names[position]
        if kind in {EntryKind.MEDIUM, EntryKind.DELETED}:
            return self._file((folder, name), rows, batch, EntryKind(kind))
        if kind in {EntryKind.VOLUME, EntryKind.SPACE}:
            return self._parts.add(folder, name, EntryKind(kind), rows)
        self._parts.entry(group, position, rows)
        return 0

    def identify(
        self, name: bytes, folder: bytes = b""
    ) -> tuple[str, str | None, tuple[Finding, ...]]:
        """Content class, libmagic's words and findings of a file of the source."""
        file = self._tree.open(folder, name)
        try:
            head = reader_of(file, b"")(0, min(BUFFER, file.identity.size))
            content = Content(head, nul=b"\0" in head)
            findings, kind, words = self._said(name, file, content)
            return kind, words, findings
        finally:
            file.close()

    def inside(
        self, name: bytes, take: Callable[[BatchResult], None], folder: bytes = b""
    ) -> Contents | None:
        """Open the container `name`; None where it is none.

        `take` gets the rows of its members, in parts. Raises `OSError`.
        """
        file = self._tree.open(folder, name)
        try:
            rows = Gathering(take)
            opening = opening_of(self._members, self._classifier, (name, file), rows)
            if opening.consumer:
                self._reader.content(file, name, consume=opening.consumer)
                take(rows.result())
            return opening.contents
        finally:
            file.close()

    def _file(
        self, place: tuple[bytes, bytes], rows: Gathering, batch: Batch, kind: EntryKind = _FILE
    ) -> int:
        """Add the row of one file, of folder and name, or defer it; returns the bytes read."""
        folder, name = place
        path = join(folder, name)
        try:
            file = self._tree.open(folder, name)
        except OSError as bad:
            self._parts.no_file(folder, name, bad, rows, kind)
            return 0
        try:
            if kind is EntryKind.FILE and file.identity.size > BATCH_BYTES and not batch.alone:
                rows.large.append((folder, name))
                return 0
            return self._content(path, file, rows, batch.mark, kind)
        except OSError as bad:
            fault = unreadable(bad)
            rows.add(path, kind, file.identity, content="unknown", faults=[fault])
            return 0
        finally:
            file.close()

    def _content(
        self, path: bytes, file: OpenFile, rows: Gathering, mark: Mark | None, kind: EntryKind
    ) -> int:
        identity = file.identity
        if identity.size - identity.allocated > SPARSE_BYTES:
            fault = too_sparse(identity, SPARSE_BYTES)
            rows.add(path, kind, identity, content="unknown", faults=[fault])
            return 0
        opening = opening_of(self._members, self._classifier, (path, file), rows)
        content = self._reader_for(file).content(file, path, mark, opening.consumer)
        findings, what, words = self._said(path, file, content, opening.findings)
        findings = (*findings, *(((contents := opening.contents) and contents.findings) or ()))
        faults = content_faults(file, content)
        if isinstance(file, WholeMedium):
            faults += file.faults()
        if any(fault.kind is FaultKind.CHANGED for fault in faults):
            content.sums = NO_SUMS
        rows.add(
            path,
            kind,
            identity,
            content=what,
            magic=words,
            read=content,
            findings=findings,
            faults=faults,
            contents=contents,
        )
        return content.read

    def _reader_for(self, file: OpenFile) -> Reader:
        """The reader of files, or one that makes the digests that an image stores besides."""
        more = set(file.stored) if isinstance(file, WholeMedium) else set()
        more -= set(self._reading.digests)
        if not more:
            return self._reader
        reading = replace(self._reading, digests=(*self._reading.digests, *sorted(more)))
        return Reader(self._meter, Digests(reading), self._send)

    def _said(self, path: bytes, file: OpenFile, content: Content, known: _Known = None) -> Said:
        """Findings, content class and libmagic's words of an open file; formats may be `known`."""
        size, read_at = file.identity.size, reader_of(file, content.head)
        findings = known or (self._asked(content, read_at, size) if size else ())
        if isinstance(file, WholeMedium):  # what lies behind its table are its volumes
            found = whole_findings(findings, read_at, size)
            return found, *self._teller.class_of(content, size, found)
        return self._teller.judged(path, content, read_at, size, findings)

    def _asked(self, content: Content, read_at: ReadAt, size: int) -> tuple[Finding, ...]:
        head = content.head[: self._classifier.reach]
        try:
            tail = read_at(max(0, size - self._classifier.tail), min(size, self._classifier.tail))
        except OSError:  # a bad sector there is a hole already
            tail = b""
        hits = self._classifier.hits(head, tail, size)
        return self._classifier.ask(hits, read_at, size) if hits else ()


def _reader_over(data: bytes) -> ReadAt:
    return lambda at, length: data[at : at + length]
