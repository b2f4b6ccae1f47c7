"""Arrow IPC file, which is also Feather version 2: "ARROW1", the messages of a stream, a footer.

The footer repeats the schema and lists where each batch lies, so that a reader can jump. i32 its
length and "ARROW1" end the file. A file cut short has lost the footer, and is read as the stream
that it contains.
"""

from dataclasses import dataclass

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.arrow.blocks import Blocks, read_footer
from mediascan.reading.arrow.messages import (
    LIMITS,
    Walk,
    add_batch_facts,
    read_message,
    schema_facts,
    schema_of,
    stopped_fault,
)
from mediascan.reading.arrow.rows import sample_rows
from mediascan.reading.nature.say import say_nature
from mediascan.reading.window import Window

_MAGIC = b"ARROW1"
_START = _MAGIC + b"\0\0"  # padded to 8 bytes
_TAIL = 1 << 16  # bytes searched for an end that other bytes were added to
_ENDS = {b"", b"\xff\xff\xff\xff\0\0\0\0", b"\0\0\0\0", b"\0\0\0\0\0\0\0\0"}  # before the footer


@dataclass(frozen=True, slots=True)
class _End:
    """Where the footer lies: its length and the magic stand behind it."""

    footer_at: int
    length: int

    @property
    def stop(self) -> int:
        """Offset of the first byte behind the format."""
        return self.footer_at + self.length + 10


def examine(window: Window) -> Finding | None:
    if not window.has(_START, 0):
        return None
    end = _end(window)
    if end is None:
        return _cut(window)
    footer = read_footer(window.cut(end.footer_at, end.length))
    facts = schema_facts(footer.version, footer.schema)
    if footer.metadata:
        facts["metadata"] = {**facts.get("metadata", {}), **footer.metadata}
    facts["batch_count"] = footer.batch_count
    blocks = Blocks(window.cut(0, end.footer_at))
    blocks.walk(footer)
    add_batch_facts(facts, blocks.batches, blocks.stopped)
    table = footer.table.table(1)
    sample = sample_rows(window, table, blocks.first_batch_at) if table else None
    say_nature(facts, sample, total=blocks.batches.rows)
    faults = []
    if blocks.stopped is not None:
        faults.append(stopped_fault(blocks.stopped, blocks.batches))
    if end.stop < window.size:
        facts["trailing_bytes"] = window.size - end.stop
        message = f"{window.size - end.stop} bytes behind the end of the file"
        faults.append(Fault(FaultKind.MALFORMED, message))
    whole = not faults and _accounts_for_all(window, blocks, end)
    return Finding(
        "arrow_file",
        Kind.DATASET,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        _evidence(window, end, blocks),
        tuple(faults),
    )


def _end(window: Window) -> _End | None:
    """The end of the format: at the end of the file, or the last one that has bytes behind it."""
    last = _end_at(window, window.size)
    if last is not None:
        return last
    start = max(0, window.size - _TAIL)
    found = window.upto(start, _TAIL).rfind(_MAGIC)
    return _end_at(window, start + found + len(_MAGIC)) if found >= 0 else None


def _end_at(window: Window, stop: int) -> _End | None:
    """The footer whose magic ends at `stop`, when its length is possible."""
    if stop < len(_START) + 10 or window.read(stop - 6, 6) != _MAGIC:
        return None
    length = window.cursor(stop - 10).number("i")
    return _End(stop - 10 - length, length) if 8 <= length <= stop - 10 - len(_START) else None


def _cut(window: Window) -> Finding:
    """A file without its footer: its messages are walked one after another."""
    at = len(_START)
    message = read_message(window, at)
    if message is None:
        raise Malformed("no schema behind the magic")
    facts = schema_facts(message.version, schema_of(message))
    walk = Walk()
    walk.along(window, message.stop)
    facts["batch_count"] = walk.batches.count
    stopped = walk.stopped or Truncated("the footer is missing")
    add_batch_facts(facts, walk.batches, stopped)
    if walk.missing:
        facts["missing_bytes"] = walk.missing
    sample = sample_rows(window, message.header, walk.first_batch_at)
    say_nature(facts, sample, total=walk.batches.rows)
    evidence = [window.evidence(0, 64, "magic and the start of the schema message")]
    if walk.first_batch_at:
        evidence.append(window.evidence(walk.first_batch_at, 32, "first batch"))
    fault = stopped_fault(stopped, walk.batches)
    return Finding("arrow_file", Kind.DATASET, Confidence.PARSED, facts, tuple(evidence), (fault,))


def _accounts_for_all(window: Window, blocks: Blocks, end: _End) -> bool:
    """Whether between the last batch and the footer stands the end of the stream or nothing."""
    rest = end.footer_at - blocks.edge
    return blocks.gaps == 0 and rest <= 8 and window.read(blocks.edge, rest) in _ENDS


def _evidence(window: Window, end: _End, blocks: Blocks) -> tuple[Evidence, ...]:
    found = [
        window.evidence(0, 64, "magic and the start of the schema message"),
        window.evidence(end.stop - 10, 10, "footer length and magic at the end"),
        window.evidence(end.footer_at, 32, "start of the footer"),
    ]
    if blocks.batches.count:
        found.append(window.evidence(blocks.first_batch_at, 32, "first batch"))
    return tuple(found)


FORMAT = Format(
    id="arrow_file",
    title="Apache Arrow IPC file (Feather version 2)",
    kind=Kind.DATASET,
    reference="https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format",
    examine=examine,
    signatures=(Signature(_START),),
    suffixes=(".arrow", ".feather", ".arrow_file"),
    limits=LIMITS,
)
