"""JSON Lines: one JSON object a line, the usual shape of text corpora and instruction sets.

UTF-8, with or without a byte order mark; UTF-16 with one, as Windows programs write it.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json_lines import line_facts, line_faults, sample_lines
from mediascan.reading.window import Window

_WIDE = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16 (Unicode 16 section 23.8)
_BLANKS = (b"\n", b"\r", b" ", b"\t")  # that may stand before the first object


def examine(window: Window) -> Finding | None:
    wide = window.upto(0, 2) in _WIDE
    total = window.size

    def head(length: int) -> tuple[bytes, bool]:
        nonlocal total
        data = window.upto(0, length)
        if wide and data:
            text = data.decode("utf-16", "replace").encode("utf-8")
            total = window.size * len(text) // len(data)
            data = text
        return data, length >= window.size

    found = sample_lines(head)
    if found is None:
        return None
    facts = line_facts(found, total)
    if wide:
        facts["metadata"] = {**facts.get("metadata", {}), "encoding": "UTF-16"}
    return Finding(
        "jsonl",
        Kind.DATASET,
        Confidence.CONSISTENT if found.sound else Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "start of the first row"),),
        tuple(line_faults(found)),
    )


FORMAT = Format(
    id="jsonl",
    title="JSON Lines",
    kind=Kind.DATASET,
    reference="https://jsonlines.org/",
    examine=examine,
    signatures=tuple(
        Signature(magic) for magic in (b"{", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", *_BLANKS)
    ),
    suffixes=(".jsonl", ".ndjson", ".json"),
    weak=True,
)
