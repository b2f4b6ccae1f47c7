"""AIFF sound: an IFF form "AIFF" or "AIFC" with COMM (channels, frames, bits, rate) and SSND."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.chunks import chunks, form_end
from mediascan.reading.media.say import media, milliseconds
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(b"FORM", 0):
        return None
    facts = Facts()
    for one in chunks(window, 12, window.size, ">"):
        if one.name == b"COMM" and one.size >= 18:
            cursor = window.cursor(one.at, ">")
            facts["channel_count"], facts["frame_count"] = cursor.number("H"), cursor.number("I")
            facts["bit_depth"] = cursor.number("H")
            facts["sample_rate"] = _extended(cursor.take(10))
            facts["duration_ms"] = milliseconds(facts["frame_count"], facts["sample_rate"])
            break
    if "sample_rate" not in facts:
        return None
    return media(
        window, "aiff", facts, window.evidence(0, 54, "form and COMM"), form_end(window, ">")
    )


def _extended(data: bytes) -> int:
    """The whole part of an 80-bit number of IEEE 754, as sampling rates are written."""
    exponent = (int.from_bytes(data[:2], "big") & 0x7FFF) - 16383
    return int.from_bytes(data[2:], "big") >> (63 - exponent) if 0 <= exponent < 63 else 0


FORMAT = Format(
    id="aiff",
    title="AIFF sound",
    kind=Kind.MEDIA,
    reference="https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/AIFF/Docs/AIFF-1.3.pdf",
    examine=examine,
    signatures=(Signature(b"AIFF", 8), Signature(b"AIFC", 8)),
    suffixes=(".aif", ".aiff", ".aifc"),
    weak=True,  # a name at byte 8 alone
)
