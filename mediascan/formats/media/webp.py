"""WebP picture: a RIFF form "WEBP" with VP8, VP8L or VP8X as its first chunk."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.chunks import form_end
from mediascan.reading.media.say import media
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(b"RIFF", 0):
        return None
    head = window.read(0, 30)
    facts = Facts(codecs=[head[12:16].decode("ascii", "replace").strip()])
    if head[12:16] == b"VP8X":
        facts["width"] = 1 + int.from_bytes(head[24:27], "little")
        facts["height"] = 1 + int.from_bytes(head[27:30], "little")
    elif head[12:16] == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        facts["width"], facts["height"] = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif head[12:16] == b"VP8 ":
        facts["width"] = int.from_bytes(head[26:28], "little") & 0x3FFF
        facts["height"] = int.from_bytes(head[28:30], "little") & 0x3FFF
    else:
        return None
    return media(
        window, "webp", facts, window.evidence(0, 30, "form and first chunk"), form_end(window, "<")
    )


FORMAT = Format(
    id="webp",
    title="WebP picture",
    kind=Kind.MEDIA,
    reference="https://www.rfc-editor.org/rfc/rfc9649",
    examine=examine,
    signatures=(Signature(b"WEBP", 8),),
    suffixes=(".webp",),
    weak=True,  # a name at byte 8 alone
)
