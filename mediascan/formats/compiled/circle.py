"""Circle model of Samsung's ONE compiler: TensorFlow Lite's flatbuffer with "CIR0" at byte 4.

Its schema is numbered from 0, has operators of its own below 0, and one more type.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.tensorflow.lite_file import lite_finding
from mediascan.reading.tensorflow.lite_model import LiteModel
from mediascan.reading.window import Window

_IDENTIFIER = b"CIR0"


def examine(window: Window) -> Finding | None:
    if not window.has(_IDENTIFIER, 4):
        return None
    found = lite_finding("circle", window, LiteModel(window, circle=True))
    if found is not None:
        found.facts["framework"] = "ONE (Circle)"
    return found


FORMAT = Format(
    id="circle",
    title="Circle model (ONE)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/Samsung/ONE/blob/master/nnpackage/schema/circle_schema.fbs",
    examine=examine,
    signatures=(Signature(_IDENTIFIER, at=4),),
    suffixes=(".circle",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
