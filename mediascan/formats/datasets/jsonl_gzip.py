"""JSON Lines in gzip, as C4, Dolma and RedPajama are handed out (`.json.gz`, `.jsonl.gz`)."""

from mediascan.formats.base import Format
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.gzip_header import gzip_header
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.encodings.json_lines import Lines, line_facts, line_faults, sample_lines
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    header = gzip_header(window)
    if header is None:
        return None
    stream = Inflated(b"", 0, ended=False)

    def head(length: int) -> tuple[bytes, bool]:
        nonlocal stream
        stream = inflate(window, Method.GZIP, length)
        return stream.data, stream.ended

    found = sample_lines(head)
    if found is None:
        return None
    facts = line_facts(found, unpacked_size(window, Method.GZIP, stream))
    facts["compression"] = "gzip"
    if header.name:
        facts["original_name"] = header.name
    faults = _faults(window, stream, found)
    if found.whole:
        facts["uncompressed_bytes"] = len(stream.data)
    return Finding(
        "jsonl_gzip",
        Kind.DATASET,
        Confidence.CONSISTENT if found.sound and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, header.size, "gzip header"),),
        (*line_faults(found), *faults),
    )


def _faults(window: Window, stream: Inflated, found: Lines) -> list[Fault]:
    """What is wrong with the compressed stream, as far as it was decompressed."""
    if stream.damage:
        text = f"damaged after at least {len(stream.data)} decompressed bytes: {stream.damage}"
        return [Fault(FaultKind.MALFORMED, text)]
    if stream.used >= window.size and not stream.ended:
        text = "the compressed data does not end with the file: cut off, or damaged"
        return [Fault(FaultKind.TRUNCATED, text)]
    behind = window.upto(stream.used, 1 << 16) if found.whole else b""
    if behind.count(0) != len(behind):
        text = f"{window.size - stream.used} bytes behind the last gzip member"
        return [Fault(FaultKind.MALFORMED, text)]
    return []


FORMAT = Format(
    id="jsonl_gzip",
    title="JSON Lines in gzip",
    kind=Kind.DATASET,
    reference="https://jsonlines.org/",
    examine=examine,
    suffixes=(".gz", ".jsonl", ".ndjson", ".json"),  # sent compressed, and kept so
    refines="gzip",
    inside=frozenset({"json"}),
    weak=True,  # a fault is told by the general format already
)
