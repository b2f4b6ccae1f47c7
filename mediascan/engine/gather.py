"""Gathers the rows of one batch in a worker."""

from typing import Any

import orjson

from mediascan.engine.read import Content
from mediascan.model.finding import Fault, FaultKind, Finding, Kind, as_data, fault_as_data
from mediascan.model.row import BatchResult, Columns
from mediascan.model.source import Batch, EntryKind, Identity, join

_SIGNED = (1 << 63) - 1  # SQLite's integers are signed
_NOTHING: tuple[Any, ...] = ()


class Gathering:
    """Rows so far, and what was left for other batches."""

    __slots__ = ("_faults", "_files", "_findings", "_rows", "large", "later")

    def __init__(self) -> None:
        self.later: list[tuple[bytes, bytes]] = []
        self.large: list[tuple[bytes, bytes]] = []
        self._rows: list[tuple[object, ...]] = []
        self._files = self._findings = self._faults = 0

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
        findings: tuple[Finding, ...] = _NOTHING,
        faults: list[Fault] | tuple[Fault, ...] = _NOTHING,
    ) -> None:
        """Add one row; a file without `read` is one that was not read."""
        self._files += kind is EntryKind.FILE
        detail = None
        if findings or faults:
            self._findings += sum(one.kind is not Kind.CONTAINER for one in findings)
            self._faults += len(faults)
            detail = _detail(findings, faults, read)
        size, mtime_ns, ctime_ns, inode, _ = identity
        if read is None:
            unread = 1 if faults or kind is EntryKind.FILE else 0
            sums: tuple[Any, ...] = (0, unread, None, None)
        else:
            unread = 1 if faults or read.sha256 is None else 0
            sums = (read.read, unread, read.blake3, read.sha256)
        known = (path, int(kind), size, mtime_ns, ctime_ns, inode & _SIGNED)
        self._rows.append((*known, *sums, content, magic, target, detail))

    def result(self) -> BatchResult:
        """All of it, ready to travel."""
        return BatchResult(
            Columns.of(self._rows),
            tuple(self.later),
            tuple(self.large),
            self._files,
            self._findings,
            self._faults,
        )


def _detail(
    findings: tuple[Finding, ...], faults: list[Fault] | tuple[Fault, ...], read: Content | None
) -> bytes:
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
