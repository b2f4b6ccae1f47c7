"""PNG picture: chunks of size (u32, big-endian), name, data and CRC, from IHDR up to IEND."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_MAGIC = b"\x89PNG\r\n\x1a\n"
_CHUNKS = 100_000  # IDAT chunks have 8 KiB in many programs
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type (PNG section 11.2.1)


def examine(window: Window) -> Finding | None:
    head = window.read(0, 33)
    if head[8:16] != b"\0\0\0\rIHDR":
        raise Malformed("the first chunk is no IHDR of 13 bytes")
    facts = Facts(
        width=int.from_bytes(head[16:20], "big"),
        height=int.from_bytes(head[20:24], "big"),
        bit_depth=head[24],
        channel_count=_CHANNELS.get(head[25], 0),
    )
    evidence = window.evidence(8, 21, "image header")
    return media(window, "png", facts, evidence, _end(window, facts))


def _end(window: Window, facts: Facts) -> int | None:
    at = 33
    for _ in range(_CHUNKS):
        if at + 12 > window.size:
            return at + 12
        head = window.sparse(at, 8) if window.size > 1 << 16 else window.read(at, 8)
        name = head[4:]
        if not name.isalpha():
            return at  # no chunk: the picture is broken here, or something was put in its place
        at += 12 + int.from_bytes(head[:4], "big")
        if name == b"IEND":
            return at
        if name == b"acTL":
            facts["frame_count"] = int.from_bytes(window.upto(at - 12, 4), "big")
    return None


FORMAT = Format(
    id="png",
    title="PNG picture",
    kind=Kind.MEDIA,
    reference="https://www.w3.org/TR/png-3/",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".png", ".apng"),
)
