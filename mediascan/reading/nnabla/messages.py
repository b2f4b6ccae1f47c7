"""Parameters of NNabla as protobuf: field 200 of the file, each with a name, a shape and floats.

Parameter: 1 variable_name, 20 shape (1 dim, packed), 100 data (packed), 101 need_grad; see
nnabla.proto.
"""

from math import prod

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.protobuf import LEN, Field, fields, message, numbers, payload
from mediascan.reading.window import Window

_PARAMETER, _NAME, _SHAPE, _DIM, _DATA = 200, 1, 20, 1, 100
_MOST = 65_536  # fields of the file
_INNER = 64  # fields of a parameter
_TEXT = 512  # bytes of a name
_RANK = 64


def add_messages(facts: Facts, window: Window) -> None:
    """Tell in `facts` the parameters in `window`. Raises an `InputFault` where it is damaged."""
    tally = TensorTally()
    whole = False
    try:
        for one in fields(window, _MOST):
            if one.number == _PARAMETER and one.wire == LEN:
                name, shape = _parameter(window, one)
                tally.add(name, "float32", shape, size=4 * prod(shape))
        whole = True
    finally:
        tally.say(facts, whole=whole)


def _parameter(window: Window, field: Field) -> tuple[str, list[int]]:
    if field.missing:
        raise Truncated(f"a parameter lacks {field.missing} bytes")
    name, shape, held = "", list[int](), 0
    inner = message(window, field)
    for one in fields(inner, _INNER):
        if one.number == _NAME and one.wire == LEN:
            name = payload(inner, one, _TEXT).decode("utf-8", "replace")
        elif one.number == _SHAPE and one.wire == LEN:
            shape_of = message(inner, one)
            for dim in fields(shape_of, _RANK):
                shape += numbers(shape_of, dim, _RANK) if dim.number == _DIM else []
        elif one.number == _DATA and one.wire == LEN:
            held += one.size
    if held != 4 * prod(shape):
        raise Malformed(f"parameter {name:.80} of {prod(shape)} floats has {held} bytes")
    return name, shape
