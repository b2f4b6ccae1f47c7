"""Arrow IPC stream: a schema message, then record batches, then FF FF FF FF 00 00 00 00 or nothing.

Hugging Face `datasets` keeps its tables so (`data-00000-of-00012.arrow`), with the features in the
key "huggingface" of the schema. A stream of before Arrow 0.15 starts with the length of its
schema; it is recognised where Arrow's C++ library wrote it (also from Python and R).
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.arrow.messages import (
    LIMITS,
    LONGEST_METADATA,
    SCHEMA,
    Walk,
    add_batch_facts,
    message_in,
    schema_facts,
    schema_of,
    stopped_fault,
)
from mediascan.reading.arrow.rows import sample_rows
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window

_CONTINUATION = b"\xff\xff\xff\xff"
# How C++ lays out a Message with a schema: offset of the root, padding, size of the vtable.
_OLD_MESSAGE = bytes.fromhex("10000000 0000 0a00")


def examine(window: Window) -> Finding | None:
    start = 8 if window.has(_CONTINUATION, 0) else 4
    if window.size < start + 4:
        return None
    length = window.cursor(start - 4).number("I")
    if not 8 <= length <= LONGEST_METADATA or not _is_schema(window, start, length):
        return None
    if start + length > window.size:
        raise Truncated(f"schema of {length} bytes in a file of {window.size}")
    message = message_in(window, start, length)
    facts = schema_facts(message.version, schema_of(message))
    walk = Walk()
    walk.along(window, message.stop)
    add_batch_facts(facts, walk.batches, walk.stopped)
    facts["batch_count"] = walk.batches.count
    sample = sample_rows(window, message.header, walk.first_batch_at)
    say_nature(facts, sample, total=walk.batches.rows)
    faults = _faults(window, walk, facts)
    evidence = [window.evidence(0, 64, "length of the schema message and its start")]
    if walk.first_batch_at:
        evidence.append(window.evidence(walk.first_batch_at, 32, "first batch"))
    if walk.ended:
        evidence.append(window.evidence(walk.at - start, start, "end of the stream"))
    return Finding(
        "arrow_stream",
        Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        tuple(evidence),
        tuple(faults),
    )


def _is_schema(window: Window, start: int, length: int) -> bool:
    """Whether a Message with a schema starts at `start`, even where the rest is cut off."""
    try:
        root = Buffer(window.cut(start, min(length, window.size - start))).root()
        return root.number(0, "h") in (3, 4) and root.number(1, "B") == SCHEMA
    except InputFault:
        return False


def _faults(window: Window, walk: Walk, facts: Facts) -> list[Fault]:
    if walk.stopped is not None:
        if walk.missing:
            facts["missing_bytes"] = walk.missing
        return [stopped_fault(walk.stopped, walk.batches)]
    if walk.at < window.size:
        facts["trailing_bytes"] = window.size - walk.at
        message = f"{window.size - walk.at} bytes behind the end of the stream"
        return [Fault(FaultKind.MALFORMED, message)]
    return []


FORMAT = Format(
    id="arrow_stream",
    title="Apache Arrow IPC stream",
    kind=Kind.DATASET,
    reference="https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format",
    examine=examine,
    signatures=(Signature(_CONTINUATION), Signature(_OLD_MESSAGE, at=4)),
    suffixes=(".arrow", ".arrows"),
    limits=LIMITS,
)
