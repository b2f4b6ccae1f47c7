"""The rows of what is no file: folders, links; of a medium its volumes, and runs without a file."""

import errno

from mediascan.engine.classify import Classifier
from mediascan.engine.content import CLASSES, TEXT, UNKNOWN, content_class
from mediascan.engine.faults import unreadable
from mediascan.engine.gather import Gathering
from mediascan.engine.opening import reader_of
from mediascan.engine.read import Meter
from mediascan.engine.space import SpaceReader
from mediascan.engine.states import states
from mediascan.formats.registry import all_formats
from mediascan.model.finding import Fault, FaultKind, Finding
from mediascan.model.source import EntryKind, Group, Identity, join
from mediascan.reading.window import ReadAt
from mediascan.sources.base import NotEntered, OpenFile, Tree
from mediascan.sources.medium import MappedFile

_HEAD = 64 * 1024  # bytes of a volume looked at to say what it begins with


class Parts:
    """Asks the formats about volumes, and reads runs; one a worker."""

    def __init__(self, tree: Tree, classifier: Classifier, meter: Meter) -> None:
        self._tree = tree
        self._classifier = classifier
        self._meter = meter
        self._reader: SpaceReader | None = None

    def add(self, folder: bytes, name: bytes, kind: EntryKind, rows: Gathering) -> int:
        """Add the row of a volume or a run; returns the bytes read."""
        path = join(folder, name)
        identity = self._tree.describe(folder, name)
        try:
            file = self._tree.open(folder, name)
            if kind is EntryKind.VOLUME or not isinstance(file, MappedFile):
                return self._volume(path, file, rows)
            return self._run(path, file, rows)
        except OSError as bad:
            rows.add(path, kind, identity, content="unknown", faults=[unreadable(bad)])
            return 0

    def entry(self, group: Group, position: int, rows: Gathering) -> None:
        """The row of what is no file: it has no content to read."""
        name, kind = group.names[position], EntryKind(group.kinds[position])
        faults: list[Fault] = []
        if group.faults and group.faults[position]:
            text = group.faults[position]
            skipped = text.startswith(NotEntered.__name__)
            faults.append(Fault(FaultKind.SKIPPED if skipped else FaultKind.UNREADABLE, text))
        target = None
        identity = Identity(0, 0, 0, 0, 0)
        try:
            identity = self._tree.describe(group.folder, name)
            if kind is EntryKind.LINK:
                target = self._tree.target(group.folder, name)
        except OSError as bad:
            faults.append(unreadable(bad))
        rows.add(join(group.folder, name), kind, identity, target=target, faults=faults)

    def no_file(
        self, folder: bytes, name: bytes, bad: OSError, rows: Gathering, kind: EntryKind
    ) -> None:
        try:
            identity = self._tree.describe(folder, name)
        except OSError:
            identity = Identity(0, 0, 0, 0, 0)
        path = join(folder, name)
        if kind is EntryKind.DELETED and bad.errno == errno.EOPNOTSUPP:  # others have its bytes now
            rows.add(path, kind, identity, content="overwritten")
            return
        rows.add(path, kind, identity, content="unknown", faults=[unreadable(bad)])

    def _volume(self, path: bytes, file: OpenFile, rows: Gathering) -> int:
        size = file.identity.size
        read_at = reader_of(file, b"")
        head = read_at(0, min(size, _HEAD))
        findings = whole_findings(self._classifier.findings(read_at, size), read_at, size)
        index = content_class(head, size)
        content = "unknown" if index in {UNKNOWN, TEXT} else CLASSES[index]
        rows.add(path, EntryKind.VOLUME, file.identity, content=content, findings=findings)
        return 0

    def _run(self, path: bytes, file: MappedFile, rows: Gathering) -> int:
        if self._reader is None:
            self._reader = SpaceReader(all_formats(), self._classifier, self._meter)
        seen = self._reader.look(file)
        rows.add(
            path,
            EntryKind.SPACE,
            file.identity,
            content=seen.content,
            read=seen.read,
            findings=seen.findings,
            faults=seen.faults,
        )
        return seen.read.read


def whole_findings(
    findings: tuple[Finding, ...], read_at: ReadAt, size: int
) -> tuple[Finding, ...]:
    """`findings`, and states of a whole medium or volume that no signature near its start tells."""
    told = {one.format_id for one in findings}
    return (*findings, *(one for one in states(read_at, size) if one.format_id not in told))
