"""JSON Lines: one JSON object a line, the usual shape of text corpora and instruction sets."""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json_lines import line_facts, line_faults, sample_lines
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = sample_lines(lambda length: (window.upto(0, length), length >= window.size))
    if found is None:
        return None
    return Finding(
        "jsonl",
        Kind.DATASET,
        Confidence.CONSISTENT if found.sound else Confidence.PARSED,
        line_facts(found),
        (window.evidence(0, 64, "start of the first row"),),
        tuple(line_faults(found)),
    )


FORMAT = Format(
    id="jsonl",
    title="JSON Lines",
    kind=Kind.DATASET,
    reference="https://jsonlines.org/",
    examine=examine,
    signatures=(Signature(b"{"), Signature(b"\xef\xbb\xbf{")),
    suffixes=(".jsonl", ".ndjson", ".json"),
    weak=True,
)
