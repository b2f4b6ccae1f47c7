"""The parts of a page. Every text in them has gone through `display.show`."""

from dataclasses import dataclass

from mediascan.report.page.names import Name


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel or one fact."""

    label: str
    value: str
    code: bool = False  # digits to be compared: shown in a fixed-width face
    items: tuple[str, ...] = ()  # the parts of `value`, for a display that sets them apart
    stacked: bool = False  # and each deserves a line of its own


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that fired."""

    rule: str
    outcome: str
    title: str
    sentence: str
    amount: str  # "2 files, 1.49 GB"
    examples: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One plain sentence of "what was found"."""

    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CollectionLine:
    """Files that belong together."""

    title: str
    state: str  # "38 of 60 shards"
    amounts: str  # "2,100,000 samples, about 40 billion tokens (estimated)"
    size: str
    missing: str = ""
    certainty: str = ""
    places: tuple[Name, ...] = ()
    more_places: str = ""
    trouble: str = ""
    incomplete: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A part of all bytes or of all recognised files."""

    id: str
    label: str
    tone: str  # "ai", "closed" or "plain": how a reader should take it
    files: int
    length: int  # bytes
    part: str  # percent of the whole
    certainty: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder of certainty."""

    title: str
    meaning: str
    count: int
    permille: int  # of the fullest rung


@dataclass(frozen=True, slots=True)
class FaultLine:
    """A file that was not read or not understood."""

    name: Name
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class EvidencePiece:
    """Bytes copied from the exhibit; `dump` has (offset, hexadecimal, ASCII) for each 16 bytes."""

    offset: str
    meaning: str
    dump: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FoundFinding:
    """What one format recognises in one file."""

    title: str
    certainty: str
    brief: tuple[str, ...]  # up to three lines: what it is, how far trained, what was left inside
    facts: tuple[Row, ...]
    evidence: tuple[EvidencePiece, ...]
    faults: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file with findings."""

    name: Name
    headline: str
    size: str
    digests: tuple[Row, ...]
    findings: tuple[FoundFinding, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled list of rows, with remarks below it."""

    title: str
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report, in the order in which it is read."""

    title: str
    subtitle: str
    outcome: str  # CLEAR, REFER, HOLD, INCONCLUSIVE, or as the predicate has it
    sentence: str
    hits: tuple[Hit, ...]
    state: str  # of a medium: "Divided by GPT into 2 volumes: ..."; "" for other sources
    coverage: str
    coverage_permille: int
    complete: bool
    found: tuple[FoundLine, ...]
    found_note: str
    collections: tuple[CollectionLine, ...]
    collections_note: str
    total: str
    content: tuple[Share, ...]
    formats: tuple[Share, ...]
    ladder: tuple[Rung, ...]
    unread_note: str
    unread: tuple[Row, ...]
    faults: tuple[FaultLine, ...]
    fault_total: int
    files: tuple[FoundFile, ...]
    file_total: int
    device: Panel
    medium: Panel | None  # where a medium was read
    operator: Panel
    method: Panel
    signature: Panel
