"""HALCON deep learning model: a model of MVTec's HALCON.

Its layout is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.closed_models import closed_model
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return closed_model(window, "halcon_dl", "HALCON")


FORMAT = Format(
    id="halcon_dl",
    title="HALCON deep learning model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"HDLMODEL"),),
    suffixes=(".hdl",),
)
