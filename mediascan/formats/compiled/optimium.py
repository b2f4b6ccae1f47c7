"""Optimium model: a model compiled by ENERZAi's Optimium.

Its layout is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.closed_models import closed_model
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return closed_model(window, "optimium", "Optimium")


FORMAT = Format(
    id="optimium",
    title="Optimium model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"EZMODEL"),),
    suffixes=(),
)
