"""FLAC sound: "fLaC", blocks of metadata of which the first is STREAMINFO, then frames.

Where the last frame ends its bytes do not say, so nothing is told of what is behind it.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media, milliseconds
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    head = window.read(0, 42)
    if head[4] & 0x7F or head[5:8] != b"\0\0\x22":
        raise Malformed("the first block is no STREAMINFO of 34 bytes")
    bits = int.from_bytes(head[18:26], "big")  # rate 20, channels 3, depth 5, samples 36
    rate, samples = bits >> 44, bits & (1 << 36) - 1
    facts = Facts(
        sample_rate=rate,
        channel_count=(bits >> 41 & 7) + 1,
        bit_depth=(bits >> 36 & 31) + 1,
        duration_ms=milliseconds(samples, rate),
    )
    return media(window, "flac", facts, window.evidence(0, 42, "stream information"))


FORMAT = Format(
    id="flac",
    title="FLAC sound",
    kind=Kind.MEDIA,
    reference="https://www.rfc-editor.org/rfc/rfc9639",
    examine=examine,
    signatures=(Signature(b"fLaC\0"), Signature(b"fLaC\x80")),
    suffixes=(".flac",),
)
