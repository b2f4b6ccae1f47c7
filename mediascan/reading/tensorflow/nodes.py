"""NodeDef and what its attributes hold: names, operators, constants, variables; never the numbers.

NodeDef: 1 name, 2 operator, 3 inputs, 4 device, 5 attributes (pairs: 1 key, 2 AttrValue), 6 debug
information, 7 type. AttrValue: 6 type, 7 shape, 8 tensor. TensorProto: 1 type, 2 shape, 4 bytes,
then lists of numbers, 8 texts.

Source: tensorflow/core/framework/node_def.proto, attr_value.proto, tensor.proto
"""

import re
from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message, payload
from mediascan.reading.tensorflow.types import STRING, read_shape
from mediascan.reading.window import Window

_NAME, _OPERATOR, _INPUT, _DEVICE, _ATTRIBUTE, _LAST = 1, 2, 3, 4, 5, 7
_ATTRIBUTE_TYPE, _ATTRIBUTE_SHAPE, _ATTRIBUTE_TENSOR, _LAST_VALUE = 6, 7, 8, 10
_TENSOR_TYPE, _TENSOR_SHAPE, _CONTENT, _TEXTS, _LAST_TENSOR = 1, 2, 4, 8, 18
_OPERATOR_NAME = re.compile(r"(?:[A-Za-z0-9.]+>)*[A-Za-z_][A-Za-z0-9_.]{0,255}", re.ASCII)
_MOST = 1 << 20  # fields of one message
_MOST_TEXTS = 64  # of one constant
CONSTANTS = frozenset({"Const", "HostConst"})
PLACEHOLDERS = frozenset({"Placeholder", "PlaceholderV2", "PlaceholderWithDefault"})
VARIABLES = frozenset({"VarHandleOp", "VariableV2", "Variable"})
_LOOKED_INTO = CONSTANTS | PLACEHOLDERS | VARIABLES


@dataclass(slots=True)
class Tensor:
    """A constant, or the type and shape of a variable or an input."""

    dtype: int = 0
    shape: list[int] | None = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Node:
    """One node of a graph."""

    name: str = ""
    operator: str = ""
    device: str = ""
    inputs: int = 0
    tensor: Tensor | None = None


def read_node(window: Window) -> Node:
    """The NodeDef that is all of `window`. Raises `Malformed` for what is none.

    Attributes are read only where they tell of weights.
    """
    node = Node()
    for one in fields(window, _MOST):
        if one.number > _LAST or one.wire != LEN or one.missing:
            raise Malformed(f"field {one.number} in a node")
        if one.number == _NAME:
            node.name = text_of(window, one)
        elif one.number == _OPERATOR:
            node.operator = text_of(window, one)
        elif one.number == _DEVICE:
            node.device = text_of(window, one)
        elif one.number == _INPUT:
            node.inputs += 1
        elif one.number == _ATTRIBUTE:
            if node.operator not in _LOOKED_INTO:
                break  # fields are in order; most nodes have nothing behind that is told
            node.tensor = node.tensor or Tensor()
            _read_attribute(message(window, one), node.tensor)
    if not node.name or not _OPERATOR_NAME.fullmatch(node.operator):
        raise Malformed("a node without a name or an operator")
    return node


def text_of(window: Window, one: Field) -> str:
    """The first characters of a text; one that is not UTF-8 is no text."""
    data = payload(window, one, TEXT_LENGTH)
    text = data.decode("utf-8", "replace")
    if "\0" in text or ("\ufffd" in text[:-1] and one.size <= TEXT_LENGTH):
        raise Malformed(f"field {one.number} is no text")
    return text


def pair_of(window: Window) -> tuple[str, Field | None]:
    """Key and value of an entry of a map, which is all of `window`."""
    key, value = "", None
    for one in fields(window, 4):
        if one.number == 1 and one.wire == LEN and not one.missing:
            key = text_of(window, one)
        elif one.number == 2 and not one.missing:
            value = one
        else:
            raise Malformed(f"field {one.number} in an entry of a map")
    return key, value


def _read_attribute(window: Window, tensor: Tensor) -> None:
    """Take what an attribute tells of a tensor into `tensor`."""
    key, value = pair_of(window)
    if key not in ("value", "dtype", "shape") or value is None or value.wire != LEN:
        return
    inner = message(window, value)
    for one in fields(inner, _MOST):
        if one.number > _LAST_VALUE or one.missing:
            raise Malformed(f"field {one.number} in an attribute")
        if (one.number, one.wire) == (_ATTRIBUTE_TYPE, VARINT):
            tensor.dtype = one.value
        elif (one.number, one.wire) == (_ATTRIBUTE_SHAPE, LEN):
            tensor.shape = read_shape(message(inner, one))
        elif (one.number, one.wire) == (_ATTRIBUTE_TENSOR, LEN):
            _read_tensor(message(inner, one), tensor)


def _read_tensor(window: Window, tensor: Tensor) -> None:
    for one in fields(window, _MOST):
        if one.number > _LAST_TENSOR or one.missing:
            raise Malformed(f"field {one.number} in a tensor")
        if (one.number, one.wire) == (_TENSOR_TYPE, VARINT):
            tensor.dtype = one.value
        elif (one.number, one.wire) == (_TENSOR_SHAPE, LEN):
            tensor.shape = read_shape(message(window, one))
        elif one.number == _TEXTS and tensor.dtype == STRING and len(tensor.texts) < _MOST_TEXTS:
            data = payload(window, one, TEXT_LENGTH)
            tensor.texts.append(data.decode("utf-8", "backslashreplace"))
