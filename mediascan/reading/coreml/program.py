"""The operations of a Core ML program, and the layers of a Core ML network: counted, never held.

Program: 2 functions (map). Function: 3 block specializations (map). Block: 3 operations. Operation:
1 type, 3 outputs, 4 blocks, 5 attributes (map). A `const` has its type in its output and its value
in the attribute `val`; large ones lie in weights/weight.bin, named by `@model_path`. NetworkLayer
of a network: 1 name, and one field from 100 on that says which layer it is.

Source: apple/coremltools, mlmodel/format/MIL.proto and NeuralNetwork.proto.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.coreml.description import text_in
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message
from mediascan.reading.window import Window

_KEY, _VALUE = 1, 2  # of the entries of a map
_FUNCTIONS, _SPECIALIZATIONS = 2, 3
_OPERATIONS, _TYPE, _OUTPUTS, _BLOCKS = 3, 1, 3, 4
_MOST = 1 << 20  # fields of one message
_OPERATORS = 512  # told apart
_DIMENSIONS = 64
_WORTH = 2  # dimensions of a constant from which on it is counted among the weights
_DTYPES = {  # MIL.proto, enum DataType
    1: "BOOL",
    10: "FLOAT16",
    11: "FLOAT32",
    12: "FLOAT64",
    13: "BFLOAT16",
    21: "INT8",
    22: "INT16",
    23: "INT32",
    24: "INT64",
    25: "INT4",
    31: "UINT8",
    32: "UINT16",
    33: "UINT32",
    35: "UINT4",
}
_FIRST_LAYER = 100  # field of a layer that says which it is
_LAYERS = {  # those of before the generic tensor operations, which start at 600
    100: "convolution",
    120: "pooling",
    130: "activation",
    140: "innerProduct",
    150: "embedding",
    160: "batchnorm",
    165: "mvn",
    170: "l2normalize",
    175: "softmax",
    180: "lrn",
    190: "crop",
    200: "padding",
    210: "upsample",
    211: "resizeBilinear",
    212: "cropResize",
    220: "unary",
    230: "add",
    231: "multiply",
    240: "average",
    245: "scale",
    250: "bias",
    260: "max",
    261: "min",
    270: "dot",
    280: "reduce",
    290: "loadConstant",
    300: "reshape",
    301: "flatten",
    310: "permute",
    320: "concat",
    330: "split",
    340: "sequenceRepeat",
    345: "reorganizeData",
    350: "slice",
    400: "simpleRecurrent",
    410: "gru",
    420: "uniDirectionalLSTM",
    430: "biDirectionalLSTM",
    500: "custom",
}


@dataclass(slots=True)
class Operations:
    """What a program or a network holds."""

    count: int = 0
    operators: dict[str, int] = field(default_factory=dict)
    tally: TensorTally = field(default_factory=TensorTally)

    def note(self, operator: str) -> None:
        self.count += 1
        if operator in self.operators or len(self.operators) < _OPERATORS:
            self.operators[operator] = self.operators.get(operator, 0) + 1


def program(window: Window) -> Operations:
    """The operations of the Program in `window`. Raises `Malformed` where it is none."""
    found = Operations()
    for function in _inside(window, _FUNCTIONS):
        for body in _inside(function, _VALUE):
            for special in _inside(body, _SPECIALIZATIONS):
                for block in _inside(special, _VALUE):
                    _read_block(found, block)
    return found


def network(window: Window) -> Operations:
    """The layers of the NeuralNetwork in `window`."""
    found = Operations()
    for layer in _inside(window, 1):
        kinds = [one.number for one in fields(layer, _MOST) if one.number >= _FIRST_LAYER]
        found.note(_LAYERS.get(kinds[0], f"layer type {kinds[0]}") if kinds else "layer")
    return found


def _read_block(found: Operations, block: Window) -> None:
    for operation in _inside(block, _OPERATIONS):
        kind = text_in(operation, _TYPE)
        if kind == "const":
            _read_constant(found.tally, operation)
        else:
            found.note(kind)
        for inner in _inside(operation, _BLOCKS):
            _read_block(found, inner)


def _read_constant(tally: TensorTally, operation: Window) -> None:
    """NamedValueType: 1 name, 2 type. ValueType: 1 tensor. TensorType: 1 dtype, 2 rank, 3 dims."""
    for output in _inside(operation, _OUTPUTS):
        name = text_in(output, 1)
        for value in _inside(output, 2):
            for tensor in _inside(value, 1):
                dtype, shape = _tensor(tensor)
                if len(shape) >= _WORTH:
                    tally.add(name, dtype, shape)


def _tensor(window: Window) -> tuple[str, list[int]]:
    """Dimension: 1 constant. ConstantDimension: 1 size."""
    dtype, shape = "", list[int]()
    for one in fields(window, _MOST):
        if one.number == 1 and one.wire == VARINT:
            dtype = _DTYPES.get(one.value, f"type {one.value}")
        elif one.number == 3 and one.wire == LEN and not one.missing and len(shape) < _DIMENSIONS:
            for constant in _inside(message(window, one), 1):
                shape += [size.value for size in fields(constant, _MOST) if size.number == 1]
    return dtype, shape


def _inside(window: Window, number: int) -> Iterator[Window]:
    """The messages in field `number` of the message in `window`."""
    for one in fields(window, _MOST):
        if one.number == number and one.wire == LEN:
            yield message(window, one)
