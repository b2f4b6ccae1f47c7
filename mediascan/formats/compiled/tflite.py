"""TensorFlow Lite (LiteRT) model: a flatbuffer, "TFL3" at byte 4; see `reading/tensorflow`."""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.tensorflow.lite_file import lite_finding
from mediascan.reading.tensorflow.lite_model import IDENTIFIER, LiteModel
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(IDENTIFIER, 4):
        return None
    return lite_finding("tflite", window, LiteModel(window))


FORMAT = Format(
    id="tflite",
    title="TensorFlow Lite model (LiteRT)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs",
    examine=examine,
    signatures=(Signature(IDENTIFIER, at=4),),
    suffixes=(".tflite", ".lite"),
    limits=Limits(total=512 * MIB, seconds=30.0),
)
