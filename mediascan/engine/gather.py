"""Gathers the rows of one batch in a worker."""

from collections.abc import Sequence
from typing import Any

import orjson

from mediascan.engine.digests import NO_SUMS
from mediascan.engine.read import Content
from mediascan.model.finding import Fault, FaultKind, Finding, Kind, as_data, fault_as_data
from mediascan.model.reading import DIGESTS
from mediascan.model.row import BatchResult, Columns
from mediascan.model.source import Batch, EntryKind, Identity, join

_SIGNED = (1 << 63) - 1  # SQLite's and Arrow's integers are signed
_FILE = int(EntryKind.FILE)
_ORDINARY = frozenset({Kind.CONTAINER, Kind.MEDIA})  # no news by themselves
_NO_DIGESTS = (None,) * (len(DIGESTS) + 1)  # and no segments


class Gathering:
    """Rows so far, and what was left for other batches."""

    __slots__ = ("_faults", "_findings", "_rows", "large", "later")

    def __init__(self) -> None:
        self.later: list[tuple[bytes, bytes]] = []
        self.large: list[tuple[bytes, bytes]] = []
        self._rows: list[tuple[object, ...]] = []
        self._findings = self._faults = 0

    def plain(
        self,
        path: bytes,
        identity: Identity,
        digests: tuple[bytes | None, ...],
        content: str,
        magic: str | None,
    ) -> None:
        """Add the row of a file that was read whole, and in which nothing was found."""
        size, mtime_ns, ctime_ns, inode, _ = identity
        known = (path, _FILE, 0, size, mtime_ns, ctime_ns, inode & _SIGNED, size)
        self._rows.append((*known, *digests, None, content, magic, None, None))

    def add(  # noqa: PLR0913 - the one place that knows the order of the columns
        self,
        path: bytes,
        kind: EntryKind,
        identity: Identity,
        *,
        content: str | None = None,
        magic: str | None = None,
        target: bytes | None = None,
        read: Content | None = None,
        findings: Sequence[Finding] = (),
        faults: Sequence[Fault] = (),
    ) -> None:
        """Add one row; a file without `read` is one that was not read."""
        detail = None
        if findings or faults:
            self._findings += sum(one.kind not in _ORDINARY for one in findings)
            self._faults += len(faults)
            detail = _detail(findings, faults, read)
        size, mtime_ns, ctime_ns, inode, _ = identity
        unread = (
            1 if faults or (kind is EntryKind.FILE and (not read or read.sums is NO_SUMS)) else 0
        )
        sums: tuple[object, ...] = _NO_DIGESTS
        if read:
            sums = (*read.sums.digests, read.sums.segments)
        known = (path, int(kind), unread, size, mtime_ns, ctime_ns, inode & _SIGNED)
        self._rows.append((*known, read.read if read else 0, *sums, content, magic, target, detail))

    def result(self) -> BatchResult:
        """All of it, ready to travel."""
        return BatchResult(
            Columns.of(self._rows),
            tuple(self.later),
            tuple(self.large),
            self._findings,
            self._faults,
        )


def _detail(findings: Sequence[Finding], faults: Sequence[Fault], read: Content | None) -> bytes:
    """Findings, faults and holes as canonical JSON."""
    detail: dict[str, Any] = {}
    if findings:
        detail["findings"] = [as_data(one) for one in findings]
    if faults:
        detail["faults"] = [fault_as_data(one) for one in faults]
    if read and read.holes:
        detail["holes"] = [
            {"offset": str(h.offset), "length": str(h.length), "errno": h.errno} for h in read.holes
        ]
        pairs = zip(DIGESTS, read.readable.digests, strict=True)
        detail["readable"] = {name: digest.hex() for name, digest in pairs if digest}
    return orjson.dumps(detail, option=orjson.OPT_SORT_KEYS)


def crashed(batch: Batch, kind: FaultKind, message: str) -> BatchResult:
    """The rows of a batch that ended its worker: said, not lost."""
    rows = Gathering()
    for group in batch.groups:
        for name, entry in zip(group.names, group.kinds, strict=True):
            fault = Fault(kind, message)
            none = Identity(0, 0, 0, 0, 0)
            path, content = join(group.folder, name), None
            if entry == EntryKind.FILE:
                content = "unknown"
            rows.add(path, EntryKind(entry), none, content=content, faults=[fault])
    return rows.result()
