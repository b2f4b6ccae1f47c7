"""Gathers the rows of one batch in a worker."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from mediascan.engine.contents import Contents
from mediascan.engine.digests import NO_SUMS
from mediascan.engine.read import Content
from mediascan.model.finding import Fault, FaultKind, Finding, Kind, as_data, fault_as_data
from mediascan.model.limits import MIB
from mediascan.model.reading import DIGESTS
from mediascan.model.row import BatchResult, Columns
from mediascan.model.source import Batch, EntryKind, Identity, join

PART_ROWS = 4096  # rows of members sent at once: some hundred bytes each
PART_BYTES = 4 * MIB  # or so many bytes of their findings
_SIGNED = (1 << 63) - 1  # SQLite's and Arrow's integers are signed
_FILE, _MEMBER = int(EntryKind.FILE), int(EntryKind.MEMBER)
_ORDINARY = frozenset({Kind.CONTAINER, Kind.MEDIA})  # no news by themselves
_NO_DIGESTS = (None,) * (len(DIGESTS) + 1)  # and no segments


class Gathering:
    """Rows so far, and what was left for other batches."""

    __slots__ = (
        "_faults",
        "_findings",
        "_held",
        "_members",
        "_rows",
        "_send",
        "_token",
        "large",
        "later",
    )

    def __init__(self, send: Callable[[BatchResult], None] | None = None) -> None:
        self.later: list[tuple[bytes, bytes]] = []
        self.large: list[tuple[bytes, bytes]] = []
        self._rows: list[tuple[object, ...]] = []
        self._findings = self._faults = 0
        self._send = send  # takes rows of members in parts, as they come to too many
        self._members: list[tuple[object, ...]] = []
        self._held = 0  # bytes of their details
        self._token = b""  # under which parts were sent

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
        contents: Contents | None = None,
    ) -> None:
        """Add one row; a file without `read` is one that was not read."""
        detail = None
        if findings or faults or contents:
            self._findings += sum(one.kind not in _ORDINARY for one in findings)
            self._faults += len(faults) + (len(contents.faults) if contents else 0)
            detail = _detail(findings, faults, read, contents)
        size, mtime_ns, ctime_ns, inode, _ = identity
        unread = (
            1 if faults or (kind is EntryKind.FILE and (not read or read.sums is NO_SUMS)) else 0
        )
        sums: tuple[object, ...] = _NO_DIGESTS
        if read:
            sums = (*read.sums.digests, read.sums.segments)
        known = (path, int(kind), unread, size, mtime_ns, ctime_ns, inode & _SIGNED)
        self._rows.append((*known, read.read if read else 0, *sums, content, magic, target, detail))

    def member(  # noqa: PLR0913 - as `add`
        self,
        path: bytes,
        known: tuple[int, int],
        *,
        content: str,
        magic: str | None = None,
        read: Content | None = None,
        findings: Sequence[Finding] = (),
        faults: Sequence[Fault] = (),
        contents: Contents | None = None,
    ) -> None:
        """Add the row of a member, of which `known` is the size and the time of the last change.

        Its bytes are none of the medium's: `read` counts nothing.
        """
        detail = None
        if findings or faults or contents:
            self._findings += sum(one.kind not in _ORDINARY for one in findings)
            self._faults += len(faults)
            detail = _detail(findings, faults, read, contents)
            self._held += len(detail)
        size, mtime_ns = known
        first = (path, _MEMBER, 1 if faults else 0, min(size, _SIGNED), mtime_ns, 0, 0, 0)
        sums = (*read.sums.digests, None) if read else _NO_DIGESTS
        self._members.append((*first, *sums, content, magic, None, detail))
        if self._send and (len(self._members) >= PART_ROWS or self._held >= PART_BYTES):
            self._token = self._token or os.urandom(8)  # never in a report
            counts = (self._findings, self._faults)
            columns = Columns.of(self._members)
            self._send(BatchResult(columns, (), (), *counts, part=self._token))
            self._members.clear()
            self._held = self._findings = self._faults = 0

    def result(self) -> BatchResult:
        """All of it, ready to travel."""
        return BatchResult(
            Columns.of([*self._rows, *self._members]),
            tuple(self.later),
            tuple(self.large),
            self._findings,
            self._faults,
            confirms=self._token,
        )


def _detail(
    findings: Sequence[Finding],
    faults: Sequence[Fault],
    read: Content | None,
    contents: Contents | None = None,
) -> bytes:
    """Findings, faults, holes and what the members come to, as canonical JSON."""
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
    if contents:
        detail["members"] = contents.as_data()
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
