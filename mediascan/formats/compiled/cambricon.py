"""Cambricon offline model: a model compiled for Cambricon's MLU accelerators.

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
        "cambricon",
        Kind.CHECKPOINT,
        Confidence.MAGIC,
        Facts(target="Cambricon MLU"),
        (window.evidence(0, 16, "signature"),),
    )


FORMAT = Format(
    id="cambricon",
    title="Cambricon offline model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"\x7fMEF"), Signature(b"cambricon_offline")),
    suffixes=(".cambricon",),
)
