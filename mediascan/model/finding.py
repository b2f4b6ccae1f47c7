"""What a parser says about one file, and the bytes it says it from."""

from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any

from mediascan.model.errors import Encrypted, InputFault, LimitExceeded, Truncated
from mediascan.model.facts import Facts
from mediascan.model.limits import (
    EVIDENCE_PIECES,
    EXACT_INTEGER,
    FACT_DEPTH,
    LIST_LENGTH,
    MESSAGE_LENGTH,
    TEXT_LENGTH,
)


class Kind(StrEnum):
    """What a format is for."""

    CHECKPOINT = "checkpoint"
    DATASET = "dataset"
    CONTAINER = "container"
    ENCRYPTED = "encrypted"
    CONCEALMENT = "concealment"
    CONFIG = "config"  # says what a model, a tokenizer or a run is, and holds no weights
    MEDIA = "media"  # a picture, a film, sound or a document: no news, but bytes may be behind it


class Confidence(IntEnum):
    """Each step has a test that two people would answer alike; there are no percentages."""

    NAME = 1  # only the name suggests it
    STATISTIC = 2  # a test over the bytes fits, with an error that it tells
    MAGIC = 3  # signature bytes match
    PARSED = 4  # the header parses and every field is legal
    CONSISTENT = 5  # and the declared sizes account for every byte of the file
    CORROBORATED = 6  # and another file (an index, a sibling shard) agrees


class FaultKind(StrEnum):
    """Why something was not read, or not understood."""

    TRUNCATED = "truncated"  # the file ends before its header says
    MALFORMED = "malformed"  # a field has a forbidden value
    LIMIT = "limit"  # a named limit stopped the examination
    UNREADABLE = "unreadable"  # the medium or the system refused to give the bytes
    CHANGED = "changed"  # the file changed while it was read
    VANISHED = "vanished"  # listed, but gone when it was to be read
    SKIPPED = "skipped"  # not read on purpose (device node, other file system)
    ENCRYPTED = "encrypted"  # needs a key
    CRASHED = "crashed"  # our own parser failed
    TIMED_OUT = "timed_out"  # the worker gave no answer in time


@dataclass(frozen=True, slots=True)
class Evidence:
    """Bytes copied from the file: `offset` counts from byte 0 of the whole file."""

    offset: int
    data: bytes  # at most EVIDENCE_BYTES
    meaning: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that went wrong while reading; part of the report, never only of the log."""

    kind: FaultKind
    message: str


_KINDS: tuple[tuple[type[InputFault], FaultKind], ...] = (
    (Truncated, FaultKind.TRUNCATED),
    (LimitExceeded, FaultKind.LIMIT),
    (Encrypted, FaultKind.ENCRYPTED),
)


def fault_of(bad: InputFault, before: str = "") -> Fault:
    """What `bad` is in the report; `before` says where it happened."""
    kind = next((kind for kind_of, kind in _KINDS if isinstance(bad, kind_of)), FaultKind.MALFORMED)
    return Fault(kind, f"{before}{bad}"[:MESSAGE_LENGTH])


@dataclass(frozen=True, slots=True)
class Link:
    """How a shard says what it belongs to; `from_name` marks a file name as the only witness."""

    role: str  # "shard", "external-data", "volume"
    key: str
    index: int  # counted from 0
    count: int  # 0 where not known
    from_name: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What one format recognises in one file."""

    format_id: str
    kind: Kind
    confidence: Confidence
    facts: Facts = field(default_factory=Facts)
    evidence: tuple[Evidence, ...] = ()
    faults: tuple[Fault, ...] = ()
    links: tuple[Link, ...] = ()


def as_data(finding: Finding) -> dict[str, Any]:
    """`finding` as JSON values for the report: bounded, without floats, valid Unicode.

    Whole numbers beyond plus or minus 2**53 - 1 become decimal text (RFC 8785 section 3.2.2.3).
    """
    data: dict[str, Any] = {
        "format": finding.format_id,
        "kind": str(finding.kind),
        "confidence": finding.confidence.name,
        "facts": {key: plain(value, FACT_DEPTH) for key, value in finding.facts.items()},
        "evidence": [
            {"offset": str(one.offset), "hex": one.data.hex(), "meaning": plain_text(one.meaning)}
            for one in finding.evidence[:EVIDENCE_PIECES]
        ],
    }
    if finding.faults:
        data["faults"] = [fault_as_data(one) for one in finding.faults]
    if finding.links:
        data["links"] = [
            {
                "role": one.role,
                "key": plain_text(one.key),
                "index": plain(one.index, 0),
                "count": plain(one.count, 0),
                "fromName": one.from_name,
            }
            for one in finding.links
        ]
    return data


def fault_as_data(fault: Fault) -> dict[str, str]:
    return {"kind": str(fault.kind), "message": plain_text(fault.message)[:MESSAGE_LENGTH]}


def plain_text(text: str) -> str:
    r"""`text` as Unicode that UTF-8 can hold: lone surrogates become \udcXX escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def plain(value: Any, depth: int = FACT_DEPTH) -> Any:
    """`value` as JSON for the report: bounded, without floats, valid Unicode."""
    match value:
        case bool() | None:
            return value
        case int():
            return value if abs(value) <= EXACT_INTEGER else str(value)
        case str():
            return plain_text(value)[:TEXT_LENGTH]
        case list() | tuple() if depth:
            return [plain(one, depth - 1) for one in value[:LIST_LENGTH]]
        case dict() if depth:
            some = list(value.items())[:LIST_LENGTH]
            return {plain_text(str(k))[:TEXT_LENGTH]: plain(v, depth - 1) for k, v in some}
        case _:
            return plain_text(str(value))[:TEXT_LENGTH]
