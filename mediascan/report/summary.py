"""What the statement says of all rows: counted as they stream by, in bounded memory."""

import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.finding import Fault, FaultKind, fault_as_data
from mediascan.model.row import Row
from mediascan.model.source import EntryKind
from mediascan.model.verdict import EXAMPLES, Outcome, Total
from mediascan.report.names import named

# Classes of content that may hold models and data, and that a name for the whole does not answer
# for: without a finding that says what is inside, such a file was not looked into.
UNOPENED = frozenset(
    {
        "archive",
        "arrays",
        "compressed",
        "database",
        "dataset",
        "disk-image",
        "encoded",
        "encrypted",
        "file-system",
        "model",
        "objects",
    }
)
_PARTS = (EntryKind.MEDIUM, EntryKind.VOLUME, EntryKind.SPACE, EntryKind.DELETED)
_WITH_CONTENT = frozenset({EntryKind.FILE, EntryKind.MEMBER})
_ROOT = {"path": "."}  # of the source
_ORDINARY = frozenset(
    {"container", "media"}
)  # kinds of findings that say nothing of what is inside
LISTED = 200  # findings and faults listed in the statement; the manifest has all of them


@dataclass(slots=True)
class _Amount:
    files: int = 0
    bytes: int = 0
    members: int = 0  # of containers: their bytes are none of the medium's
    member_bytes: int = 0
    confidence: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, size: int, *, inside: bool = False) -> None:
        if inside:
            self.members += 1
            self.member_bytes += size
        else:
            self.files += 1
            self.bytes += size

    def inside(self) -> dict[str, Any]:
        """What was counted of members, where there are any."""
        some = {"members": self.members, "memberBytes": str(self.member_bytes)}
        return some if self.members else {}


@dataclass(slots=True)
class Summary:
    """Totals over rows."""

    kinds: dict[EntryKind, int] = field(default_factory=lambda: defaultdict(int))
    files: _Amount = field(default_factory=_Amount)
    read: int = 0
    members: _Amount = field(default_factory=_Amount)
    unread_members: int = 0
    unread: _Amount = field(default_factory=_Amount)
    unread_folders: int = 0
    unread_others: int = 0
    changed: int = 0
    skipped: int = 0
    vanished: bool = False
    content: dict[str, _Amount] = field(default_factory=lambda: defaultdict(_Amount))
    formats: dict[str, _Amount] = field(default_factory=lambda: defaultdict(_Amount))
    finding_files: int = 0
    fault_kinds: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _findings: list[tuple[int, int, int, dict[str, Any]]] = field(default_factory=list)
    _faults: list[dict[str, Any]] = field(default_factory=list)
    _unread_names: list[dict[str, str]] = field(default_factory=list)
    unknown: _Amount = field(default_factory=_Amount)
    _unknown_names: list[dict[str, str]] = field(default_factory=list)
    unopened: _Amount = field(default_factory=_Amount)
    _unopened_names: list[dict[str, str]] = field(default_factory=list)
    _order: int = 0

    def add(self, row: Row, data: dict[str, Any], outcome: Outcome) -> None:
        """Count `row`, whose manifest data is `data` and whose findings weigh `outcome`."""
        kind = EntryKind(row.kind)
        self.kinds[kind] += 1
        if kind is EntryKind.FILE:
            self.files.add(row.size)
            self.read += row.read
            self.content[row.content or "unknown"].add(row.size)
            if row.unread:
                self.unread.add(max(0, row.size - row.read))  # one that grew gave more than it has
                _keep(self._unread_names, row)
        elif kind is EntryKind.MEMBER:
            self.members.add(row.size, inside=True)
            self.unread_members += row.unread
        if kind in _WITH_CONTENT:
            self._add_untold(row, data, inside=kind is EntryKind.MEMBER)
        self._add_findings(row, data, outcome)
        self._add_faults(row, data, kind)

    def _add_untold(self, row: Row, data: dict[str, Any], *, inside: bool) -> None:
        """Count what is not known, and what may hold more than was looked into.

        A member that was not read stands for its container, which then was not opened to the end.
        """
        if row.content == "unknown" and not row.unread:
            self.unknown.add(row.size, inside=inside)
            _keep(self._unknown_names, row)
        if row.unread and inside:
            return
        closed = row.content in UNOPENED or _holds(data)
        if closed and not _told(data) and not _opened(data):
            self.unopened.add(row.size, inside=inside)
            _keep(self._unopened_names, row)

    def _add_findings(self, row: Row, data: dict[str, Any], outcome: Outcome) -> None:
        findings = data.get("findings", ())
        if not findings:
            return
        for one in findings:
            amount = self.formats[one["format"]]
            amount.add(row.size, inside=row.kind == EntryKind.MEMBER)
            amount.confidence[one["confidence"]] += 1
        if outcome is Outcome.CLEAR and _ordinary(findings):
            return  # an archive, a picture: counted by its format, in the manifest, and no news
        self.finding_files += 1
        self._order -= 1  # of equal weight and size, the first by path stays
        entry = (int(outcome), row.size, self._order, data)
        if len(self._findings) < LISTED:
            heapq.heappush(self._findings, entry)
        else:
            heapq.heappushpop(self._findings, entry)

    def _add_faults(self, row: Row, data: dict[str, Any], kind: EntryKind) -> None:
        finding_faults = [f for one in data.get("findings", ()) for f in one.get("faults", ())]
        inside = data.get("members", {}).get("faults", ())
        for fault in (*data.get("faults", ()), *finding_faults, *inside):
            self.fault_kinds[fault["kind"]] += 1
            self.changed += fault["kind"] == "changed"
            self.skipped += fault["kind"] == "skipped"
            if len(self._faults) < LISTED:
                self._faults.append({**named(row.path), "fault": fault})
        if kind is EntryKind.UNKNOWN or (data.get("faults") and kind not in _WITH_CONTENT):
            self.unread_folders += kind is EntryKind.FOLDER
            self.unread_others += kind is not EntryKind.FOLDER
            _keep(self._unread_names, row)

    def end_early(self, reason: str) -> None:
        """The source vanished before all of it was read: a fault of its root."""
        self.vanished = True
        message = f"{reason}; the rest of the source was not read"
        self.add_of_root(Fault(FaultKind.VANISHED, message))

    def add_of_root(self, fault: Fault) -> None:
        """Count a fault of the source as a whole; it stands before all others."""
        self.fault_kinds[fault.kind] += 1
        self._faults = [{**_ROOT, "fault": fault_as_data(fault)}, *self._faults[: LISTED - 1]]

    def totals(self) -> dict[str, Total]:
        """What keeps an inspection from being CLEAR."""
        unknown, unread = self.unknown, self.unread
        entries = unread.files + self.unread_folders + self.unread_others
        closed = self.unopened
        return {
            "vanished": Total(1, 0, (_ROOT,)) if self.vanished else Total(0, 0),
            "unread": Total(entries, unread.bytes, tuple(self._unread_names)),
            "unknown": _total(unknown, self._unknown_names),
            "unopened": _total(closed, self._unopened_names),
        }

    def coverage(self) -> dict[str, Any]:
        files, folders = self.kinds[EntryKind.FILE], self.kinds[EntryKind.FOLDER]
        links = self.kinds[EntryKind.LINK]
        parts = sum(self.kinds[kind] for kind in _PARTS)
        plain = files + folders + links + self.kinds[EntryKind.MEMBER]
        return {
            "files": files,
            "folders": folders,
            "links": links,
            "special": sum(self.kinds.values()) - plain - parts,
            "bytes": str(self.files.bytes),
            "bytesRead": str(self.read),
            "unreadableFiles": self.unread.files,
            "unreadableFolders": self.unread_folders,
            "unreadableBytes": str(self.unread.bytes),
            "unknownFiles": self.unknown.files,
            "unknownBytes": str(self.unknown.bytes),
            "unopenedFiles": self.unopened.files,
            "unopenedBytes": str(self.unopened.bytes),
            **self.members.inside(),
            **({"unreadMembers": self.unread_members} if self.unread_members else {}),
            "changedFiles": self.changed,
            "skipped": self.skipped,
            "complete": not (
                self.unread.files or self.unread_folders or self.unread_others or self.vanished
            ),
            **({"vanished": True} if self.vanished else {}),
        }

    def content_table(self) -> list[dict[str, Any]]:
        return [
            {"class": name, "files": amount.files, "bytes": str(amount.bytes)}
            for name, amount in sorted(self.content.items(), key=_largest)
            if amount.files
        ]

    def format_table(self, cards: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
        """One entry a format; `cards` has title and kind by format id."""
        return [
            {
                "format": name,
                "title": cards[name][0],
                "kind": cards[name][1],
                "files": amount.files,
                "bytes": str(amount.bytes),
                "confidence": dict(amount.confidence),
                **amount.inside(),
            }
            for name, amount in sorted(self.formats.items(), key=_largest)
        ]

    def findings(self) -> dict[str, Any]:
        ranked = sorted(self._findings, key=lambda entry: entry[:3], reverse=True)
        keys = ("path", "size", "sha256", "blake3", "md5", "sha1", "content", "findings")
        listed = []
        for _, _, _, data in ranked:
            one = {key: data[key] for key in keys if key in data}
            if "path_b64" in data:
                one["pathB64"] = data["path_b64"]
            listed.append(one)
        return {"files": self.finding_files, "listed": listed}

    def faults(self) -> dict[str, Any]:
        return {
            "total": sum(self.fault_kinds.values()),
            "byKind": dict(self.fault_kinds),
            "listed": self._faults,
        }


def _told(data: dict[str, Any]) -> bool:
    """Whether a finding says what the file is for, sure or not: then other rules answer for it."""
    return any(one["kind"] not in {*_ORDINARY, "concealment"} for one in data.get("findings", ()))


def _ordinary(findings: list[dict[str, Any]]) -> bool:
    return all(one["kind"] in _ORDINARY for one in findings)


def _holds(data: dict[str, Any]) -> bool:
    """Whether the file was found to hold others, whatever its first bytes look like."""
    return any(one["kind"] == "container" for one in data.get("findings", ()))


def _opened(data: dict[str, Any]) -> bool:
    """Whether all that is in it was inspected: then its members answer for it."""
    return bool(data.get("members", {}).get("complete"))


def _total(amount: _Amount, names: list[dict[str, str]]) -> Total:
    counts = (amount.files, amount.bytes, tuple(names), amount.members, amount.member_bytes)
    return Total(*counts)


def _keep(names: list[dict[str, str]], row: Row) -> None:
    if len(names) < EXAMPLES:
        names.append(named(row.path))


def _largest(item: tuple[str, _Amount]) -> tuple[int, int, str]:
    name, amount = item
    return -amount.bytes, -amount.files, name
