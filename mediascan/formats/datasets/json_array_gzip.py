"""JSON array of objects in gzip, as sets of instructions are handed out (`.json.gz`)."""

import re

from mediascan.formats.base import Format
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.gzip_ends import end_faults
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.encodings.json_array import (
    BULK,
    SAMPLE,
    array_facts,
    array_faults,
    sample_array,
)
from mediascan.reading.window import Window

_START = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*\[[ \t\r\n]*\{")
_FIRST = 512  # decompressed bytes in which the first object begins


def examine(window: Window) -> Finding | None:
    if not _START.match(inflate(window, Method.GZIP, _FIRST).data):
        return None
    stream = inflate(window, Method.GZIP, SAMPLE)
    whole = stream.ended and len(stream.data) < SAMPLE
    found = sample_array(stream.data, whole=whole)
    if found is None or not found.likely:
        return None
    size = unpacked_size(window, Method.GZIP, stream)
    facts = array_facts(found, size)
    if "training_shape" not in facts and size.value < BULK:
        return None
    facts["compression"] = "gzip"
    faults = array_faults(found)
    faults += end_faults(window, stream, SAMPLE, facts)
    return Finding(
        "json_array_gzip",
        Kind.DATASET,
        Confidence.CONSISTENT if whole and found.lines.whole and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 32, "gzip header"),),
        tuple(faults),
    )


FORMAT = Format(
    id="json_array_gzip",
    title="JSON array of records in gzip",
    kind=Kind.DATASET,
    reference="https://www.rfc-editor.org/rfc/rfc8259",
    examine=examine,
    suffixes=(".json.gz", ".gz", ".json"),
    refines="gzip",
    inside=frozenset({"json"}),
    weak=True,  # a fault is told by the general format already
)
