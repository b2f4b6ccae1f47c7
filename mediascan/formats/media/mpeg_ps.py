"""MPEG program stream: packs that begin with 00 00 01 BA, and packets behind them."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_PACK, _END = b"\0\0\1\xba", b"\0\0\1\xb9"
_SEQUENCE = b"\0\0\1\xb3"
_REACH = 64 * 1024


def examine(window: Window) -> Finding | None:
    head = window.upto(0, _REACH)
    if len(head) < 16:
        return None
    if head.startswith(_PACK) and head[4] >> 6 != 1 and head[4] >> 4 != 2:
        return None  # neither version 2 nor version 1 (ISO/IEC 13818-1 section 2.5.3.3)
    facts = Facts(version="2" if head[4] >> 6 == 1 else "1")
    at = head.find(_SEQUENCE)
    if at < 0 or at + 7 > len(head):
        return None
    facts["width"] = head[at + 4] << 4 | head[at + 5] >> 4
    facts["height"] = (head[at + 5] & 15) << 8 | head[at + 6]
    end = window.size if window.has(_END, -4) else None
    return media(window, "mpeg_ps", facts, window.evidence(at, 16, "sequence header"), end)


FORMAT = Format(
    id="mpeg_ps",
    title="MPEG film",
    kind=Kind.MEDIA,
    reference="https://www.itu.int/rec/T-REC-H.222.0",
    examine=examine,
    signatures=(Signature(_PACK), Signature(_SEQUENCE)),
    suffixes=(".mpg", ".mpeg", ".vob"),
)
