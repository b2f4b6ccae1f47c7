"""MCAP, logs of robots: magic, records, a summary with statistics, a footer, magic again.

A record is u8 operation, u64 length, content. The statistics of the summary count the messages.
"""

from collections.abc import Iterable

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.robots.mcap import (
    CHANNEL,
    HEADER,
    MAGIC,
    SCHEMA,
    STATISTICS,
    Record,
    record,
    summary,
    text,
)
from mediascan.reading.window import Window

_SECOND = 1_000_000_000


def examine(window: Window) -> Finding | None:
    facts = Facts(training_shape="robot log")
    faults: list[Fault] = []
    sure = Confidence.MAGIC
    try:
        first = record(window, len(MAGIC))
        if first.operation != HEADER:
            return None
        cursor = window.cursor(first.at)
        facts["metadata"] = {"profile": text(cursor)[:TEXT_LENGTH]}
        facts["producer"] = text(cursor)[:TEXT_LENGTH]
        sure = Confidence.PARSED
        if not window.has(MAGIC, -len(MAGIC)):
            faults.append(Fault(FaultKind.TRUNCATED, "the magic at the end is missing"))
        elif _say(window, summary(window), facts):
            sure = Confidence.CONSISTENT
    except InputFault as bad:
        faults.append(fault_of(bad))
    evidence = [window.evidence(0, 64, "magic, header record")]
    if window.size >= 64:
        evidence.append(window.evidence(-37, 37, "footer record, magic"))
    return Finding("mcap", Kind.DATASET, sure, facts, tuple(evidence), tuple(faults))


def _say(window: Window, found: Iterable[Record], facts: Facts) -> bool:
    """Tell what the summary says; whether it has statistics."""
    types: dict[int, str] = {}
    topics: dict[str, str] = {}
    counted = False
    for one in found:
        cursor = window.cursor(one.at)
        if one.operation == SCHEMA:
            number = cursor.number("H")
            types[number] = text(cursor)[:TEXT_LENGTH]
        elif one.operation == CHANNEL:
            cursor.skip(2)
            schema = cursor.number("H")
            if len(topics) < LIST_LENGTH:
                topics[text(cursor)[:TEXT_LENGTH]] = types.get(schema, "")
        elif one.operation == STATISTICS:
            counted = True
            facts["sample_count"] = cursor.number("Q")
            cursor.skip(2 + 4 * 4)
            start, end = cursor.number("Q"), cursor.number("Q")
            facts["metadata"]["seconds"] = str(max(0, end - start) // _SECOND)
    facts["columns"] = list(topics)
    facts["column_types"] = topics
    return counted


FORMAT = Format(
    id="mcap",
    title="MCAP log of a robot",
    kind=Kind.DATASET,
    reference="https://mcap.dev/spec",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".mcap",),
)
