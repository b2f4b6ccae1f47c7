"""Inspects the members of containers while they stream by: a row for each, nothing on disk.

What is opened: a file that a format of `containers` recognises, and no format as one model or one
dataset. The caps are in reading/unpacking/allowance.py; what they stop is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mediascan.engine.contents import Contents
from mediascan.engine.digests import NO_SUMS, Digests
from mediascan.engine.gather import Gathering
from mediascan.engine.passage import Passage
from mediascan.engine.read import Content
from mediascan.engine.special import BOMB, CONFLICT, LOCKED
from mediascan.engine.telling import Teller
from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.finding import (
    Confidence,
    Evidence,
    Fault,
    FaultKind,
    Finding,
    Kind,
    fault_of,
)
from mediascan.model.source import member_path
from mediascan.reading.unpacking.allowance import KEEP, MEMORY, Allowance, Bomb
from mediascan.reading.unpacking.base import Held, Item, Opener, openers
from mediascan.reading.unpacking.forward import PIECE, Forward, over
from mediascan.reading.window import ReadAt

_WHOLES = frozenset({Kind.CHECKPOINT, Kind.DATASET})

_ANY_SIZE = 1 << 40  # bytes: of a stream whose end is not known


@dataclass(slots=True)
class _Place:
    """Where a member is: what is the same for all members of one container."""

    path: bytes  # of the container
    level: int  # containers around the member
    held: Held
    contents: Contents


class Members:
    """Opens containers; one a worker."""

    def __init__(self, teller: Teller, digests: Digests, depth: int) -> None:
        self._teller = teller
        self._classifier = teller.classifier
        self._digests = digests
        self._depth = depth
        self._openers = openers()

    def candidates(self, hits: Iterable[Format]) -> list[Opener]:
        """The openers of those among `hits` that are containers."""
        return [self._openers[one.id] for one in hits if one.id in self._openers]

    def opener(self, findings: Sequence[Finding]) -> Opener | None:
        """What opens a file with these `findings`; None for what is opened by nobody here."""
        sure = [one for one in findings if one.confidence >= Confidence.PARSED]
        if not self._depth or any(one.kind in _WHOLES for one in sure):
            return None
        named = (self._openers.get(one.format_id) for one in findings)
        return next((one for one in named if one), None)

    def inside(self, path: bytes, opener: Opener, held: Held, rows: Gathering) -> Contents:
        """Add the rows of all members of the container at `path`; returns what they come to."""
        contents = self._walk(path, opener, held, 0, rows)
        spent = held.allowance.spent
        if isinstance(spent, Bomb):
            contents.findings.append(_concealed(BOMB, held, (fault_of(spent),)))
        return contents

    def _walk(
        self, path: bytes, opener: Opener, held: Held, level: int, rows: Gathering
    ) -> Contents:
        place = _Place(path, level, held, Contents())
        contents = place.contents
        try:
            for item in opener.members(held):
                held.allowance.member()
                self._member(item, place, rows)
                if held.allowance.spent:
                    break
        except InputFault as bad:
            contents.faults.append(fault_of(bad, "members: "))
        except OSError as bad:
            words = f"members: {bad.strerror or bad}"
            contents.faults.append(Fault(FaultKind.UNREADABLE, words))
        spent = held.allowance.spent
        if spent and not contents.faults:
            contents.faults.append(fault_of(spent, "members: "))
        contents.others += held.others
        contents.faults += held.faults
        if held.conflicts:
            faults = tuple(Fault(FaultKind.MALFORMED, text) for text in held.conflicts)
            contents.findings.append(_concealed(CONFLICT, held, faults))
        return contents

    def _member(self, item: Item, place: _Place, rows: Gathering) -> None:
        path = member_path(place.path, item.name)
        place.contents.members += 1
        if item.read is None:
            place.contents.unread += 1
            self._named_only(path, item, rows)
            return
        lost = place.held.allowance.lost()
        stream = self._digests.stream(0)
        passage = Passage(item.read, stream)
        findings, inner, read_at = self._examine(path, item, passage, place, rows)
        faults = [passage.fault] if passage.fault else []
        if place.held.allowance.lost() != lost:
            words = "the medium did not give all bytes of it"
            faults.append(Fault(FaultKind.UNREADABLE, words))
        head = bytes(passage.head)
        sums = NO_SUMS if faults else stream.sums()
        content = Content(head, nul=passage.nul, constant=passage.constant, sums=sums)
        size = passage.size
        if read_at:
            findings, kind, magic = self._teller.judged(path, content, read_at, size, findings)
        else:
            kind, magic = self._teller.class_of(content, size, findings)
        place.contents.bytes += passage.size
        place.contents.unread += bool(faults)
        if inner:
            place.contents.take(inner)
            findings = (*findings, *inner.findings)
        rows.member(
            path,
            (passage.size, item.mtime_ns),
            content=kind,
            magic=magic,
            read=content,
            findings=findings,
            faults=faults,
            contents=inner,
        )

    def _named_only(self, path: bytes, item: Item, rows: Gathering) -> None:
        """The row of a member whose bytes are not read."""
        fault = item.fault or Fault(FaultKind.SKIPPED, "not read")
        findings = []
        if item.bomb:
            findings.append(Finding(BOMB, Kind.CONCEALMENT, Confidence.PARSED, faults=(fault,)))
        if fault.kind is FaultKind.ENCRYPTED:
            parsed = Confidence.PARSED
            findings.append(Finding(LOCKED, Kind.ENCRYPTED, parsed, evidence=item.evidence))
        kind = "encrypted" if fault.kind is FaultKind.ENCRYPTED else "unknown"
        size = (max(0, item.size), item.mtime_ns)
        rows.member(path, size, content=kind, findings=findings, faults=[fault])

    def _examine(
        self, path: bytes, item: Item, passage: Passage, place: _Place, rows: Gathering
    ) -> tuple[tuple[Finding, ...], Contents | None, ReadAt | None]:
        """Findings of a member, what is inside, and reads of it; all of it has passed then.

        There are no reads where not all bytes of it were kept.
        """
        held, classifier = place.held, self._classifier
        passage.fill(PIECE)
        inner: Contents | None = None
        findings: tuple[Finding, ...] | None = None
        candidates: list[Opener] = []
        if not passage.ended:  # else all formats are asked below, by which it is known as well
            head = bytes(passage.head[: classifier.reach])
            hits = classifier.hits(head, b"", item.size if item.size >= 0 else _ANY_SIZE)
            candidates = self.candidates(hits)
        read_at = _part_of(held, item)
        size = item.size
        if read_at is None and (candidates or passage.ended):
            passage.fill(KEEP)
        if read_at is None and passage.ended:
            read_at, size = passage.read_at, passage.size
        opener = next((one for one in candidates if one.alone), None)
        if read_at:
            findings = self._ask(read_at, size)
            opener = self.opener(findings)
        elif opener and opener.is_one_thing(bytes(passage.head[:PIECE])):
            opener = None
        elif candidates and not opener:
            text = f"not opened: packed in another, and of more than {KEEP} bytes"
            inner = Contents(faults=[Fault(FaultKind.LIMIT, text)])
        if opener:
            inner = self._open(path, opener, passage, place, (read_at, size), rows)
        passage.drain()
        if findings is None:
            findings = self._ask(passage.read_at, passage.size)
            findings = tuple(_with_gap(one, passage) for one in findings)
        if read_at is None and passage.is_kept:
            read_at = passage.read_at
        return findings, inner, _refusing(read_at) if read_at else None

    def _open(
        self,
        path: bytes,
        opener: Opener,
        passage: Passage,
        place: _Place,
        known: tuple[ReadAt | None, int],
        rows: Gathering,
    ) -> Contents:
        read_at, size = known
        level, allowance = place.level + 1, place.held.allowance
        if level >= self._depth:
            text = f"not opened: more than {self._depth} containers in one another"
            return Contents(faults=[Fault(FaultKind.LIMIT, text)])
        whole = passage.ended and size == passage.size
        stream = over(bytes(passage.head)) if whole and read_at else Forward(passage.pull)
        name = path.rpartition(b"/")[2]
        memory = MEMORY >> level
        held = Held(stream, name, allowance, memory, size if read_at else -1, read_at)
        return self._walk(path, opener, held, level, rows)

    def _ask(self, read_at: ReadAt, size: int) -> tuple[Finding, ...]:
        if not size:
            return ()
        reach, last = min(size, self._classifier.reach), min(size, self._classifier.tail)
        try:
            hits = self._classifier.hits(read_at(0, reach), read_at(size - last, last), size)
        except (OSError, InputFault):
            return ()
        return self._classifier.ask(hits, read_at, size) if hits else ()


def _concealed(format_id: str, held: Held, faults: tuple[Fault, ...]) -> Finding:
    """A finding about a container, with its first bytes where they can still be had."""
    evidence: tuple[Evidence, ...] = ()
    if held.read_at:
        try:
            evidence = (Evidence(0, held.read_at(0, 16), "start of the container"),)
        except (OSError, InputFault):
            evidence = ()
    return Finding(format_id, Kind.CONCEALMENT, Confidence.PARSED, evidence=evidence, faults=faults)


def _part_of(held: Held, item: Item) -> ReadAt | None:
    """Reads at any place of a large member that lies in its container as it is; else None."""
    outer, place, size = held.read_at, item.place, item.size
    if outer is None or place < 0 or size <= KEEP or place + size > held.size:
        return None
    return lambda at, length: outer(place + at, max(0, min(length, size - at)))


def _refusing(read_at: ReadAt) -> ReadAt:
    """As `read_at`, with the error of a medium for bytes that cannot be had."""

    def read(offset: int, length: int) -> bytes:
        try:
            return read_at(offset, length)
        except InputFault as bad:
            raise OSError(str(bad)) from bad

    return read


def _with_gap(finding: Finding, passage: Passage) -> Finding:
    """`finding`, whose faults do not blame the member for what was not kept of it."""
    if not passage.gap or not finding.faults:
        return finding
    cut = (FaultKind.TRUNCATED, FaultKind.LIMIT)
    others = tuple(one for one in finding.faults if one.kind not in cut)
    return Finding(
        finding.format_id,
        finding.kind,
        finding.confidence,
        finding.facts,
        finding.evidence,
        (*others, passage.gap_fault()),
        finding.links,
    )


def whole_file(name: bytes, data: bytes) -> Held:
    """A container on the medium that is in memory."""
    size = len(data)
    allowance = Allowance(lambda: size)
    return Held(over(data), name, allowance, size=size, read_at=lambda at, n: data[at : at + n])
