"""HiSilicon offline model of the SVP (Smart Vision Platform): "PICO", then its own header.

u32 reserved, u32 size, u32 size and u32 offset of the parameters. What lies there is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_LEAST = 256


def examine(window: Window) -> Finding | None:
    if window.size < _LEAST:
        return None
    header = window.cursor(8)
    size, length, start = (header.number("I") for _ in range(3))
    placed = 0 < size <= window.size and start + length <= window.size and length
    facts = Facts(target="HiSilicon SVP")
    if placed:
        facts["declared_bytes"] = length
    return Finding(
        "hisilicon_pico",
        Kind.CHECKPOINT,
        Confidence.PARSED if placed else Confidence.MAGIC,
        facts,
        (window.evidence(0, 20, "magic, size, and place of the parameters"),),
    )


FORMAT = Format(
    id="hisilicon_pico",
    title="HiSilicon SVP model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/om.js",
    examine=examine,
    signatures=(Signature(b"PICO"),),
    suffixes=(".om",),
)
