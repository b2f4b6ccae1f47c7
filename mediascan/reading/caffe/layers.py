"""Layers of a Caffe network and their blobs, read from protobuf without the numbers.

Source: BVLC/caffe src/caffe/proto/caffe.proto (NetParameter, LayerParameter, V1LayerParameter,
BlobProto, BlobShape).
"""

from dataclasses import dataclass, field
from math import prod

from mediascan.model.errors import Malformed
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.protobuf import (
    FIXED32,
    LEN,
    VARINT,
    Field,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.window import Window

_MOST_FIELDS = 1 << 16
_MOST_BLOBS = 64  # of one layer
_DIMENSIONS = 32
_MOST_NUMBERS = (1 << 48) - 1
_LAST_FIELD = 1000  # forks of Caffe add parameters up to some hundreds
_SOURCES = {  # fields of a layer whose message names a file -> its field, how the text is called
    100: (4, "mean_file"),
    107: (1, "data source"),
    112: (1, "data source"),
    115: (1, "data source"),
    129: (1, "data source"),
}
_OLD_SOURCES = {11: (1, "data source"), 13: (1, "data source"), 15: (1, "data source")}
_OLD_TYPES = {  # V1LayerParameter.LayerType: those that many networks have
    1: "Accuracy",
    3: "Concat",
    4: "Convolution",
    5: "Data",
    6: "Dropout",
    8: "Flatten",
    9: "HDF5Data",
    12: "ImageData",
    14: "InnerProduct",
    15: "LRN",
    17: "Pooling",
    18: "ReLU",
    19: "Sigmoid",
    20: "Softmax",
    21: "SoftmaxWithLoss",
    22: "Split",
    23: "TanH",
    25: "Eltwise",
    29: "MemoryData",
    33: "Slice",
    39: "Deconvolution",
}


@dataclass(slots=True)
class Blob:
    """One array of a layer."""

    shape: list[int] = field(default_factory=list)
    elements: int = 0  # that are there
    double: bool = False


@dataclass(slots=True)
class Layer:
    """One layer, as far as it tells about the model."""

    name: str = ""
    type: str = ""
    ends: int = 0  # bottoms and tops
    blobs: list[Blob] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)  # key, file


def read_layer(window: Window, *, old: bool) -> Layer:
    """The layer that is all of `window`; `old` for a V1LayerParameter.

    Raises `Malformed` where it is none.
    """
    layer = Layer()
    name, kind, blobs, ends = (4, 5, 6, (2, 3)) if old else (1, 2, 7, (3, 4))
    sources = _OLD_SOURCES if old else _SOURCES
    for one in fields(window, _MOST_FIELDS):
        if one.missing or one.number > _LAST_FIELD:
            raise Malformed(f"field {one.number} in a layer")
        if one.number == name:
            layer.name = read_text(window, one)
        elif one.number == kind:
            layer.type = _old_type(one) if old else read_text(window, one)
        elif one.number in ends:
            read_text(window, one)
            layer.ends += 1
        elif one.number == blobs:
            _add_blob(layer, window, one)
        elif one.number in sources and one.wire == LEN:
            _add_source(layer, message(window, one), *sources[one.number])
    if not layer.name or not layer.type:
        raise Malformed("a layer without a name or a type")
    return layer


def _add_blob(layer: Layer, window: Window, one: Field) -> None:
    if one.wire != LEN or len(layer.blobs) >= _MOST_BLOBS:
        raise Malformed("a layer's blob that is none")
    layer.blobs.append(read_blob(message(window, one)))


def _old_type(one: Field) -> str:
    if one.wire != VARINT or one.value > 256:
        raise Malformed(f"layer of type {one.value}")
    return _OLD_TYPES.get(one.value, f"type {one.value}")


def _add_source(layer: Layer, window: Window, number: int, key: str) -> None:
    for one in fields(window, 64):
        if one.number == number and one.wire == LEN and not one.missing:
            layer.texts.append((key, read_text(window, one)))


def read_blob(window: Window) -> Blob:
    """The blob that is all of `window`; raises `Malformed` where it is none."""
    blob = Blob()
    old = [0, 0, 0, 0]
    loose = 0
    for one in fields(window, 1 << 20):
        if one.missing or one.number > 9:
            raise Malformed(f"field {one.number} in a blob")
        if one.number <= 4:
            if one.wire != VARINT:
                raise Malformed("a dimension that is no number")
            old[one.number - 1] = one.value
        elif one.number in (5, 8) and one.wire == LEN:
            blob.double = one.number == 8
            blob.elements += one.size // (8 if blob.double else 4)
        elif one.number == 5 and one.wire == FIXED32:
            loose += 1
        elif one.number == 7 and one.wire == LEN:
            blob.shape = _shape(message(window, one))
    blob.elements += loose
    blob.shape = blob.shape or [length for length in old if any(old)]
    if max((prod(blob.shape), *blob.shape)) > _MOST_NUMBERS:
        raise Malformed(f"a blob of {blob.shape!r:.80}")
    return blob


def _shape(window: Window) -> list[int]:
    shape = []
    for one in fields(window, _DIMENSIONS):
        if one.number != 1 or one.missing or one.wire not in (LEN, VARINT):
            raise Malformed("a blob's shape that is none")
        shape += [signed(value) for value in numbers(window, one, _DIMENSIONS)]
    if len(shape) > _DIMENSIONS or any(length < 0 for length in shape):
        raise Malformed("a blob's shape that is none")
    return shape


def read_text(window: Window, one: Field) -> str:
    """A text. Raises `Malformed` where it is none that prints."""
    if one.wire != LEN or one.missing:
        raise Malformed(f"field {one.number} is no text")
    text = payload(window, one, TEXT_LENGTH).decode("utf-8", "replace")
    if not text.isprintable():
        raise Malformed(f"field {one.number} is no text")
    return text
