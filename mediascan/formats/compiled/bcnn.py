"""BCNN model: a model in a closed format of its vendor.

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
        "bcnn",
        Kind.CHECKPOINT,
        Confidence.MAGIC,
        Facts(),
        (window.evidence(0, 16, "signature"),),
    )


FORMAT = Format(
    id="bcnn",
    title="BCNN model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"BCNN"),),
    suffixes=(),
)
