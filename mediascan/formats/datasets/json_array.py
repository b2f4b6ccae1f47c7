"""JSON array of objects: sets of instructions and chats are handed out as one (Alpaca, ShareGPT).

UTF-8, with or without a byte order mark; UTF-16 with one, as Windows programs write it.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json_array import (
    BULK,
    LONG,
    SAMPLE,
    array_facts,
    array_faults,
    sample_array,
)
from mediascan.reading.window import Window

_WIDE = (b"\xff\xfe", b"\xfe\xff")  # byte order marks of UTF-16
_BLANKS = (b"\n", b"\r", b" ", b"\t")  # that may stand before the array
_START = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\[[ \t\r\n]*\{")
_FIRST = 4096  # bytes in which the first object begins


def examine(window: Window) -> Finding | None:
    wide = window.upto(0, 2) in _WIDE
    if not _START.match(_decoded(window.upto(0, _FIRST), wide=wide)):
        return None
    found = None
    for length in (SAMPLE, LONG):
        data = _decoded(window.upto(0, length), wide=wide)
        found = sample_array(data, whole=length >= window.size)
        if found is None or found.lines.rows >= 2 or length >= window.size:
            break
    if found is None or not found.likely:
        return None
    faults = array_faults(found)
    facts = array_facts(found, window.size // (2 if wide else 1))
    if "training_shape" not in facts and window.size < BULK:
        return None
    if wide:
        facts["metadata"] = {**facts.get("metadata", {}), "encoding": "UTF-16"}
    return Finding(
        "json_array",
        Kind.DATASET,
        Confidence.CONSISTENT if found.lines.whole and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "start of the first row"),),
        tuple(faults),
    )


def _decoded(data: bytes, *, wide: bool) -> bytes:
    return data.decode("utf-16", "replace").encode("utf-8") if wide else data


FORMAT = Format(
    id="json_array",
    title="JSON array of records",
    kind=Kind.DATASET,
    reference="https://www.rfc-editor.org/rfc/rfc8259",
    examine=examine,
    signatures=tuple(
        Signature(magic) for magic in (b"[", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", *_BLANKS)
    ),
    suffixes=(".json",),
    weak=True,
)
