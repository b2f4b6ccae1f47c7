"""Asks the formats about one file and turns every failure into data."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from mediascan.engine.signatures import SignatureTable
from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, fault_of
from mediascan.model.limits import MESSAGE_LENGTH
from mediascan.reading.window import ReadAt, Window

HEAD = 36_864  # bytes looked at for signatures: ISO 9660 has its own at 32,769
TAIL = 4096
LAST_FROM = 8192  # bytes of a file from which formats without a signature are asked about it


class Classifier:
    """Knows the formats; made once a worker."""

    def __init__(self, formats: Iterable[Format]) -> None:
        every = tuple(formats)
        self._table = SignatureTable(f for f in every if not f.refines)
        self._last = tuple(f for f in every if f.last)
        self._refinements: dict[str, list[Format]] = defaultdict(list)
        for one in every:
            if one.refines:
                self._refinements[one.refines].append(one)
        self.reach = min(HEAD, self._table.reach)
        self.tail = min(TAIL, self._table.tail)

    def findings(self, read_at: ReadAt, size: int) -> tuple[Finding, ...]:
        """What the formats say, the surest first. Never raises for what the bytes hold."""
        head = read_at(0, min(size, self.reach))
        tail = read_at(max(0, size - self.tail), min(size, self.tail))
        return self.ask(self.hits(head, tail, size), read_at, size) or self.last(read_at, size)

    def hits(self, head: bytes, tail: bytes, size: int) -> list[Format]:
        """The formats whose signature stands in the first `reach` or the last `tail` bytes."""
        return self._table.hits(head, tail, size)

    def ask(self, hits: Iterable[Format], read_at: ReadAt, size: int) -> tuple[Finding, ...]:
        """What `hits` say of the file, the surest first."""
        found: list[Finding] = []
        for one in dict.fromkeys(hits):
            file = _Asked(read_at, size)
            finding = _ask(one, file)
            if finding is not None:
                found += self._refined(finding, file)
        if len(found) < 2:
            return tuple(found)
        return tuple(sorted(found, key=lambda f: (-f.confidence, f.format_id)))

    def last(self, read_at: ReadAt, size: int) -> tuple[Finding, ...]:
        """What the formats without a signature say of a file that nothing else explains."""
        if size < LAST_FROM:
            return ()
        file = _Asked(read_at, size)
        asked = [_ask(card, file) for card in self._last]
        return tuple(one for one in asked if one and one.confidence >= Confidence.PARSED)

    def _refined(self, general: Finding, file: "_Asked") -> list[Finding]:
        """The special formats that `general` turns out to be, or `general` itself."""
        refinements = self._refinements.get(general.format_id)
        if not refinements:
            return [general]
        special, named = [], _named(general)
        for one in refinements:
            if one.inside and one.inside.isdisjoint(named):
                continue
            finding = _ask(one, file)
            if finding is not None and finding.confidence >= Confidence.MAGIC:
                special += self._refined(finding, file)
        sure = any(one.confidence >= Confidence.PARSED for one in special)
        return special if sure else [general, *special]


def _named(general: Finding) -> tuple[str, ...]:
    """What a general finding says it holds, by which special formats are asked."""
    facts = general.facts
    names = *facts.get("packages", ()), *facts.get("root_keys", ()), *facts.get("members", ())
    return facts.get("inner_format", ""), facts.get("framework", ""), *names


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file about which a general format and its special ones are asked."""

    read_at: ReadAt
    size: int
    known: dict[Callable[[Window], Any], Any] = field(default_factory=dict)  # see `Window.once`


def _ask(one: Format, file: _Asked) -> Finding | None:
    try:
        return one.examine(Window.onto(file.read_at, file.size, one.limits, file.known))
    except InputFault as bad:
        if one.weak:
            return None
        fault = fault_of(bad)
    except OSError as lost:
        fault = Fault(FaultKind.UNREADABLE, str(lost))
    except Exception as bug:  # noqa: BLE001 - our own bug must not stop the drive
        fault = Fault(FaultKind.CRASHED, f"{type(bug).__name__}: {bug}"[:MESSAGE_LENGTH])
    return Finding(
        one.id,
        one.kind,
        Confidence.MAGIC,
        evidence=_first_bytes(one, file.read_at, file.size),
        faults=(fault,),
    )


def _first_bytes(one: Format, read_at: ReadAt, size: int) -> tuple[Evidence, ...]:
    """What made us ask, for a file that could not be examined further."""
    if one.whole and not one.signatures:
        return ()  # it looked at places of its own
    at = next((sign.at for sign in one.signatures), 0)
    start = max(0, size + at) if at < 0 else at
    try:
        data = read_at(start, min(16, max(0, size - start)))
    except OSError:
        return ()
    return (Evidence(start, data, f"signature of {one.title}"),)
