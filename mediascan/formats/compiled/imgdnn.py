"""Imagination network binary: a network compiled for Imagination's neural accelerators.

Its layout is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.closed_models import closed_model
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return closed_model(window, "imgdnn", "Imagination PowerVR NNA")


FORMAT = Format(
    id="imgdnn",
    title="Imagination network binary",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"IMGDNN"),),
    suffixes=(),
)
