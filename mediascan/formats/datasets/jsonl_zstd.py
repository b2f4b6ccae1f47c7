"""JSON Lines in zstd, as The Pile and SlimPajama are handed out (`.jsonl.zst`)."""

from mediascan.formats.base import Format
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.compression.zstd_frames import Survey, first_frame, survey
from mediascan.reading.encodings.json_lines import line_facts, line_faults, sample_lines
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    frame = first_frame(window)
    if frame is None or frame.dictionary:
        return None
    walk = survey(window)
    stream = Inflated(b"", 0, ended=False)

    def head(length: int) -> tuple[bytes, bool]:
        nonlocal stream
        stream = inflate(window, Method.ZSTD, length)
        short = len(stream.data) < length and not stream.damage
        return stream.data, short and walk.ended(window)

    found = sample_lines(head)
    if found is None:
        return None
    known = walk.ended(window) and walk.content >= 0
    total = walk.content if known else unpacked_size(window, Method.ZSTD, stream)
    facts = line_facts(found, total)
    facts["compression"] = "zstd"
    if known:
        facts["uncompressed_bytes"] = walk.content
    faults = _faults(window, stream, walk)
    return Finding(
        "jsonl_zstd",
        Kind.DATASET,
        Confidence.CONSISTENT if found.sound and not faults else Confidence.PARSED,
        facts,
        (window.evidence(frame.at, frame.header_size, "zstd frame header"),),
        (*line_faults(found), *faults),
    )


def _faults(window: Window, stream: Inflated, walk: Survey) -> list[Fault]:
    """What is wrong with the compressed stream, as far as it was walked."""
    if walk.end > window.size:
        text = f"cut off: at least {walk.end - window.size} bytes are missing"
        return [Fault(FaultKind.TRUNCATED, text)]
    damage = walk.damage or stream.damage
    return [Fault(FaultKind.MALFORMED, f"damaged: {damage}")] if damage else []


FORMAT = Format(
    id="jsonl_zstd",
    title="JSON Lines in zstd",
    kind=Kind.DATASET,
    reference="https://jsonlines.org/",
    examine=examine,
    suffixes=(".zst", ".jsonl", ".ndjson", ".json"),  # sent compressed, and kept so
    refines="zstd",
    inside=frozenset({"json"}),
    weak=True,  # a fault is told by the general format already
)
