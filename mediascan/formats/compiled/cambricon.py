"""Cambricon offline model: a model compiled for Cambricon's MLU accelerators.

Its layout is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.closed_models import closed_model
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return closed_model(window, "cambricon", "Cambricon MLU")


FORMAT = Format(
    id="cambricon",
    title="Cambricon offline model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=(Signature(b"\x7fMEF"), Signature(b"cambricon_offline")),
    suffixes=(".cambricon",),
)
