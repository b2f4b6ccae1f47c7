"""SenseTime model: a model of SenseTime's own runtime.

Its layout is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.closed_models import closed_model
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return closed_model(window, "sensetime", "SenseTime runtime")


FORMAT = Format(
    id="sensetime",
    title="SenseTime model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"STEF"),),
    suffixes=(),
)
