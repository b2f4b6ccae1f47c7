"""`Archive`: a model that is a ZIP of a few named members, whole or cut off behind some of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.window import Window
from mediascan.reading.zips.directory import (
    Directory,
    Member,
    head,
    members,
    read_directory,
    unpacked_data,
)
from mediascan.reading.zips.layout import Layout, fills, placing_faults
from mediascan.reading.zips.locals import walk_locals

_MOST = 65_536  # members looked at
_FIRST = 64  # of them before it is told whether this is the archive that is looked for
_SPELLED = 4


@dataclass(slots=True)
class Archive:
    """The members by name; of two with one name the first."""

    window: Window
    directory: Directory | None = None  # None: the file is cut before it
    records: dict[str, Member] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)  # of data, where there is no directory
    layout: Layout = field(default_factory=Layout)
    faults: list[Fault] = field(default_factory=list)
    twice: int = 0
    end: int = 0  # of the last member seen, where there is no directory

    def add(self, member: Member, start: int = -1) -> None:
        self.layout.add(member)
        if member.name in self.records:
            self.twice += 1
        elif len(self.records) < _MOST:
            self.records[member.name] = member
            if start >= 0:
                self.starts[member.name] = start
                self.end = start + member.packed

    def read(self, name: str, most: int) -> bytes:
        """The first `most` bytes of a member, unpacked; empty, with a fault, where it has none."""
        member = self.records.get(name)
        if member is None:
            return b""
        try:
            if name in self.starts:
                return self.open(name).upto(0, most)
            return head(self.window, member, most)
        except InputFault as bad:
            self.fail(fault_of(bad, f"{name:.80}: "))
        return b""

    def open(self, name: str) -> Window:
        """A window over a member, unpacked. Raises an `InputFault` where it cannot be."""
        member = self.records[name]
        if name not in self.starts:
            return unpacked_data(self.window, member)
        start = self.starts[name]
        here = self.window.cut(start, min(member.packed, max(0, self.window.size - start)))
        if member.method:
            raise Truncated("compressed, in an archive that is cut")
        return here

    def fail(self, fault: Fault) -> None:
        if len(self.faults) < _SPELLED:
            self.faults.append(fault)

    def conclude(self, facts: Facts) -> tuple[Confidence, tuple[Fault, ...]]:
        """How sure a finding is, and what is wrong."""
        facts["member_count"] = len(self.records)
        facts["members"] = list(islice(self.records, LIST_LENGTH))
        if self.twice:
            text = f"{self.twice} members have the name of another"
            self.fail(Fault(FaultKind.MALFORMED, text))
        if self.directory is None:
            missing = max(0, self.end - self.window.size)
            if missing:
                facts["missing_bytes"] = missing
            text = "cut off: the directory of the archive is missing"
            return Confidence.PARSED, (Fault(FaultKind.TRUNCATED, text), *self.faults)
        wrong = (*placing_faults(self.window, self.directory, self.layout), *self.faults)
        whole = fills(self.window, self.directory, self.layout) and not wrong
        return Confidence.CONSISTENT if whole else Confidence.PARSED, wrong

    def evidence(self, name: str) -> tuple[Evidence, ...]:
        """The local header of the member that made it what it is."""
        member = self.records[name]
        try:
            return (self.window.evidence(member.offset, 64, f"local header of {name:.80}"),)
        except InputFault:
            return ()


def open_archive(window: Window, marks: Iterable[str]) -> Archive | None:
    """The archive, if one of its first members has one of the names `marks`.

    A mark that ends in a slash is a folder, in which a member must be.
    """
    try:
        directory = read_directory(window)
    except Malformed:
        directory = None
    archive = Archive(window, directory)
    names, folders = frozenset(marks), tuple(one for one in marks if one.endswith("/"))
    if directory is None:
        for member, start in walk_locals(window):
            archive.add(replace(member), start)
        return archive if _has(archive.records, names, folders) else None
    try:
        every = members(window, directory)
        for member in islice(every, _FIRST):
            archive.add(member)
        if not _has(archive.records, names, folders):
            return None
        for member in islice(every, _MOST):
            archive.add(member)
    except InputFault as bad:
        archive.fail(fault_of(bad))
    return archive if archive.records else None


def _has(records: Iterable[str], names: frozenset[str], folders: tuple[str, ...]) -> bool:
    slashed = (name.replace("\\", "/") for name in records)  # .NET of Windows wrote backslashes
    return any(name in names or name.startswith(folders or ("\0",)) for name in slashed)
