"""GIF picture: "GIF87a" or "GIF89a", screen, colours, then blocks up to the trailer 3B."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.gif_blocks import walk
from mediascan.reading.media.say import media
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    head = window.read(0, 13)
    facts = Facts(
        width=int.from_bytes(head[6:8], "little"), height=int.from_bytes(head[8:10], "little")
    )
    colours = 3 << ((head[10] & 7) + 1) if head[10] & 0x80 else 0
    end, facts["frame_count"] = walk(window, 13 + colours)
    return media(window, "gif", facts, window.evidence(0, 13, "logical screen"), end)


FORMAT = Format(
    id="gif",
    title="GIF picture",
    kind=Kind.MEDIA,
    reference="https://www.w3.org/Graphics/GIF/spec-gif89a.txt",
    examine=examine,
    signatures=(Signature(b"GIF87a"), Signature(b"GIF89a")),
    suffixes=(".gif",),
)
