"""NNC model: a model compiled for a neural processor; the compiler is not documented.

Its layout is not published.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.closed_models import closed_model
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    return closed_model(window, "nnc")


FORMAT = Format(
    id="nnc",
    title="NNC model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/view.js",
    examine=examine,
    signatures=tuple(map(Signature, (b"\xc0\x0f\0\0ENNC", b"\xbc\x0f\0\0ENNC", b"NNC3"))),
    suffixes=(".nnc",),
)
