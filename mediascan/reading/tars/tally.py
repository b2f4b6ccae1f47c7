"""What the members of a tar come to: counts, names, suffixes, and how the archive ends."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from mediascan.model.errors import InputFault, LimitExceeded, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Evidence, Fault, FaultKind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.tars.headers import Member, Walk, members
from mediascan.reading.window import Window

_SUFFIXES = 4096  # different suffixes counted
_PADDING = MIB  # zeros behind the end: writers fill the last record, of 10 KiB as a rule


@dataclass(slots=True)
class Tally:
    """All members, and what is wrong with them."""

    count: int = 0
    names: list[str] = field(default_factory=list)
    suffixes: Counter[str] = field(default_factory=Counter)
    size: int = 0  # bytes that the members' data take
    label: str = ""
    comment: str = ""
    missing: int = 0
    trailing: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, member: Member) -> None:
        if member.is_label:
            self.label = member.name
            return
        if member.is_continued and not self.count:
            text = "continues a member that begins in an earlier volume"
            self.faults.append(Fault(FaultKind.TRUNCATED, text))
        self.count += 1
        self.size += member.size
        if len(self.names) < LIST_LENGTH:
            self.names.append(member.name)
        if member.is_file:
            suffix = suffix_of(member.name)
            if suffix in self.suffixes or len(self.suffixes) < _SUFFIXES:
                self.suffixes[suffix] += 1

    def facts(self) -> Facts:
        common = sorted(self.suffixes.items(), key=lambda one: (-one[1], one[0]))
        facts = Facts(
            member_count=self.count,
            members=self.names,
            member_suffixes=dict(common[:LIST_LENGTH]),
            declared_bytes=self.size,
        )
        if self.label:
            facts["label"] = self.label
        if self.comment:
            facts["comment"] = self.comment
        if self.missing:
            facts["missing_bytes"] = self.missing
        if self.trailing:
            facts["trailing_bytes"] = self.trailing
        return facts


def tally(window: Window, see: Callable[[Member], None] | None = None) -> Tally:
    """Go over all members, and show each to `see`. Faults are kept, not raised."""
    found, walk = Tally(), Walk()
    try:
        for member in members(window, walk):
            if not member.is_global:
                found.add(member)
                if see:
                    see(member)
    except LimitExceeded as bad:
        text = f"counted up to member {found.count} only: {bad}"
        found.faults.append(Fault(FaultKind.LIMIT, text))
    except InputFault as bad:
        kind = FaultKind.TRUNCATED if isinstance(bad, Truncated) else FaultKind.MALFORMED
        found.faults.append(Fault(kind, f"read up to member {found.count}: {bad}"))
    else:
        _look_at_end(window, walk, found)
    found.comment = walk.remarks.get("comment", "")
    return found


def _look_at_end(window: Window, walk: Walk, found: Tally) -> None:
    if walk.end > window.size:
        found.missing = walk.end - window.size
        text = f"cut off: the last member lacks {found.missing} bytes"
        found.faults.append(Fault(FaultKind.TRUNCATED, text))
    rest = window.size - walk.end
    padding = window.upto(walk.end, _PADDING)
    if rest > 0 and not (rest == len(padding) == padding.count(0)):
        found.trailing = rest
        text = f"{rest} bytes behind the end of the archive"
        found.faults.append(Fault(FaultKind.MALFORMED, text))


def header_evidence(window: Window) -> tuple[Evidence, ...]:
    """The first header, to be taken before the walk: that may use up the budget."""
    return (
        window.evidence(0, 64, "first header: name"),
        window.evidence(124, 64, "first header: size, checksum, kind"),
        window.evidence(257, 8, "first header: magic"),
    )


def suffix_of(name: str) -> str:
    """The lower-case suffix with its dot; empty for a name without one."""
    last = name.rsplit("/", 1)[-1]
    dot = last.rfind(".")
    return last[dot:].lower()[:32] if dot > 0 else ""
