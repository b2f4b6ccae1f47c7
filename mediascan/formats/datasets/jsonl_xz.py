"""JSON Lines in xz, as text corpora are archived (`.jsonl.xz`)."""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.compression.inflate import Method
from mediascan.reading.encodings.packed_lines import packed_lines
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return packed_lines(window, Method.XZ, "jsonl_xz")


FORMAT = Format(
    id="jsonl_xz",
    title="JSON Lines in xz",
    kind=Kind.DATASET,
    reference="https://jsonlines.org/",
    examine=examine,
    suffixes=(".xz", ".jsonl", ".ndjson", ".json"),  # sent compressed, and kept so
    refines="xz",
    inside=frozenset({"json"}),
    weak=True,  # a fault is told by the general format already
)
