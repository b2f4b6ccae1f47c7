"""KaNN model (Kalray): a FlatBuffer with identifier KaNN. Its schema is not published."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.window import Window

_IDENTIFIER = b"KaNN"


def examine(window: Window) -> Finding | None:
    Buffer(window).root()
    return Finding(
        "kann",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        Facts(target="Kalray MPPA"),
        (window.evidence(0, 64, "root offset, identifier and root table"),),
    )


FORMAT = Format(
    id="kann",
    title="KaNN model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/kann.js",
    examine=examine,
    signatures=(Signature(_IDENTIFIER, at=4),),
    suffixes=(".kann",),
)
