"""The rules of concealment, held against one file: what is added to what the formats say.

A sector that cannot be read ends such a rule without a word of its own: the hole is in the report.
"""

from contextlib import suppress

from mediascan.engine.classify import LAST_FROM, Classifier
from mediascan.engine.hidden import hidden
from mediascan.engine.names import contradiction
from mediascan.engine.unexplained import false_content, unexplained
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import ReadAt

_UNEXPLAINED = frozenset({"unknown", "database"})  # classes whose content nothing else vouches for
_LEFT = frozenset({"trailing_bytes", "unclaimed_bytes"})  # facts: what a format leaves over


def concealed(
    path: bytes, findings: tuple[Finding, ...], read_at: ReadAt, size: int, formats: Classifier
) -> tuple[Finding, ...]:
    """`findings` of a file, and those of what its name and its formats do not account for."""
    if all(one.kind is Kind.MEDIA and _LEFT.isdisjoint(one.facts) for one in findings):
        false = _false_content(findings, read_at, size)
        return (*findings, *false)
    more = []
    disguise = contradiction(path, findings)
    if disguise:
        more.append(disguise)
    with suppress(OSError):
        more += hidden(findings, read_at, size, formats)
    return (*findings, *more, *_false_content(findings, read_at, size))


def _false_content(
    findings: tuple[Finding, ...], read_at: ReadAt, size: int
) -> tuple[Finding, ...]:
    try:
        false = false_content(findings[0], b"", read_at, size) if findings else None
    except OSError:
        return ()
    return (false,) if false else ()


def is_unexplained(kind: str, findings: tuple[Finding, ...], size: int) -> bool:
    """Whether a file of content class `kind` is worth a look at its bytes themselves."""
    if size < LAST_FROM or kind not in _UNEXPLAINED:
        return False
    return not any(one.confidence >= Confidence.PARSED for one in findings)


def judged(
    path: bytes, kind: str, head: bytes, read_at: ReadAt, size: int, formats: Classifier
) -> tuple[Finding, ...]:
    """What formats without a signature say of a file for which `is_unexplained` holds, or tests."""
    try:
        if kind == "unknown":
            return formats.last(read_at, size) or unexplained(path, read_at, size)
        false = false_content(None, head, read_at, size)
    except OSError:
        return ()
    return (false,) if false else ()
