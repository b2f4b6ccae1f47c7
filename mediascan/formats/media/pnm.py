"""PNM picture of Netpbm, binary: "P4" to "P6", width, height, largest value, then bare pixels."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.media.say import media
from mediascan.reading.window import Window

_GAP = rb"(?:\s|#[^\n]{0,1000}\n)+"
_HEAD = re.compile(rb"P([456])" + _GAP + rb"(\d{1,9})" + _GAP + rb"(\d{1,9})")
_MOST = re.compile(_GAP + rb"(\d{1,5})")


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 4096)
    found = _HEAD.match(head)
    if not found:
        return None
    kind, width, height = (int(one) for one in found.groups())
    at, most = found.end(), 1
    if kind != 4:
        value = _MOST.match(head, at)
        if not value:
            return None
        at, most = value.end(), int(value[1])
    if not head[at : at + 1].isspace() or not 0 < most < 65536:
        return None
    channels = 3 if kind == 6 else 1
    line = (width + 7) // 8 if kind == 4 else width * channels * (1 if most < 256 else 2)
    facts = Facts(width=width, height=height, channel_count=channels, bit_depth=most.bit_length())
    end = at + 1 + line * height
    if end < window.size and window.upto(end, 2).startswith(b"P" + str(kind).encode()):
        facts["frame_count"] = (window.size + end - 1) // end  # pictures may follow each other
        end = window.size if window.size % end == 0 else end
    return media(window, "pnm", facts, window.evidence(0, at, "header"), end)


FORMAT = Format(
    id="pnm",
    title="PNM picture",
    kind=Kind.MEDIA,
    reference="https://netpbm.sourceforge.net/doc/pnm.html",
    examine=examine,
    signatures=tuple(
        Signature(b"P" + kind + gap) for kind in (b"4", b"5", b"6") for gap in (b"\n", b" ")
    ),
    suffixes=(".pbm", ".pgm", ".ppm", ".pnm"),
    weak=True,
)
