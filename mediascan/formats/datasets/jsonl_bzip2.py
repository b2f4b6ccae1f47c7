"""JSON Lines in bzip2, as text corpora are archived (`.jsonl.bz2`)."""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.compression.inflate import Method
from mediascan.reading.encodings.packed_lines import packed_lines
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return packed_lines(window, Method.BZIP2, "jsonl_bzip2")


FORMAT = Format(
    id="jsonl_bzip2",
    title="JSON Lines in bzip2",
    kind=Kind.DATASET,
    reference="https://jsonlines.org/",
    examine=examine,
    suffixes=(".bz2", ".jsonl", ".ndjson", ".json"),  # sent compressed, and kept so
    refines="bzip2",
    inside=frozenset({"json"}),
    weak=True,  # a fault is told by the general format already
)
