"""HALCON deep learning model: a model of MVTec's HALCON.

Its layout is not published, so nothing behind the signature is read.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_LEAST = 64  # bytes of a model


def examine(window: Window) -> Finding | None:
    if window.size < _LEAST:
        return None
    return Finding(
        "halcon_dl",
        Kind.CHECKPOINT,
        Confidence.MAGIC,
        Facts(target="HALCON"),
        (window.evidence(0, 16, "signature"),),
    )


FORMAT = Format(
    id="halcon_dl",
    title="HALCON deep learning model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"HDLMODEL"),),
    suffixes=(".hdl",),
)
