"""JSON Lines inside a compressed stream that has no sizes of its own before its end."""

from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.encodings.json_lines import line_facts, line_faults, sample_lines
from mediascan.reading.window import Window

_HEADER = 12


def packed_lines(window: Window, method: Method, format_id: str) -> Finding | None:
    """The finding `format_id` where `window` unpacks to lines of JSON; else None."""
    stream = Inflated(b"", 0, ended=False)

    def head(length: int) -> tuple[bytes, bool]:
        nonlocal stream
        stream = inflate(window, method, length)
        return stream.data, stream.ended

    found = sample_lines(head)
    if found is None:
        return None
    facts = line_facts(found, unpacked_size(window, method, stream))
    facts["compression"] = str(method)
    if found.whole:
        facts["uncompressed_bytes"] = len(stream.data)
    faults = _faults(window, stream)
    sure = found.sound and stream.used == window.size and not faults
    return Finding(
        format_id,
        Kind.DATASET,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        (window.evidence(0, _HEADER, f"{method} header"),),
        (*line_faults(found), *faults),
    )


def _faults(window: Window, stream: Inflated) -> list[Fault]:
    if stream.damage:
        text = f"damaged after at least {len(stream.data)} decompressed bytes: {stream.damage}"
        return [Fault(FaultKind.MALFORMED, text)]
    if stream.used >= window.size and not stream.ended:
        text = "the compressed data does not end with the file: cut off, or damaged"
        return [Fault(FaultKind.TRUNCATED, text)]
    if stream.ended and stream.used < window.size:
        text = f"{window.size - stream.used} bytes behind the last stream"
        return [Fault(FaultKind.MALFORMED, text)]
    return []
