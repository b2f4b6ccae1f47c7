"""A program of PaddlePaddle: ProgramDesc {1 blocks, 4 version {1}, 5 versions of operators}.

BlockDesc {1 idx, 2 parent_idx, 3 vars, 4 ops}; VarDesc {1 name, 2 type, 3 persistable}; OpDesc
{1 inputs, 2 outputs, 3 type, 4 attrs {1 name, 2 type, 8 strings}}. What persists is a parameter.
An operator keeps the Python call stack that made it: paths of the machine that wrote the model.

Source: https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/fluid/framework/framework.proto
"""

import re

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.protobuf import (
    LEN,
    VARINT,
    Field,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.paddle.optimizers import is_state
from mediascan.reading.paddle.types import TENSOR, TYPES, type_name
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MOST = 1 << 20  # fields of one message
_DIMENSIONS = 64
_FRAME = re.compile(r'\s*File "([^"]+)", line \d+')
_OWN = ("feed", "fetch")  # what a program is fed and gives: not its own operators


class Program:
    """What a program says. `read` fills it; what was read before a fault stays in it."""

    def __init__(self) -> None:
        self.version = -1
        self.blocks = 0
        self.variables = 0  # that are legal in each field
        self.operators: dict[str, int] = {}
        self.node_count = 0
        self.tally = TensorTally(is_state)
        self.traces = Traces()
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.end = 0  # behind the last whole field
        self.missing = 0

    def read(self, window: Window) -> None:
        """Read all. Raises `InputFault` where it cannot go on."""
        for one in fields(window, _MOST):
            self.missing = one.missing
            if (one.number, one.wire) == (1, LEN):
                self._block(message(window, one))
                self.blocks += 1
            elif (one.number, one.wire) == (4, LEN):
                self._version(message(window, one))
            elif (one.number, one.wire) not in {(2, LEN), (3, LEN), (5, LEN)}:
                raise Malformed(f"field {one.number} of type {one.wire} in a program")
            if one.missing:
                raise Truncated(f"{one.missing} bytes of the program are missing")
            self.end = one.at + one.size

    def _version(self, window: Window) -> None:
        for one in fields(window, 4):
            if (one.number, one.wire) != (1, VARINT):
                raise Malformed(f"field {one.number} in a version")
            self.version = signed(one.value)

    def _block(self, window: Window) -> None:
        for one in fields(window, _MOST):
            match one.number, one.wire:
                case (1 | 2 | 5, 0):
                    pass
                case (3, 2):
                    self._variable(message(window, one))
                case (4, 2):
                    self._operator(message(window, one))
                case _:
                    raise Malformed(f"field {one.number} of type {one.wire} in a block")
            if one.missing:
                raise Truncated(f"{one.missing} bytes of a block are missing")

    def _variable(self, window: Window) -> None:
        name, kind, persists = "", None, False
        for one in fields(window, 64):
            if (one.number, one.wire) == (1, LEN):
                name = _text(window, one)
            elif (one.number, one.wire) == (2, LEN):
                kind = _tensor(message(window, one))
            elif (one.number, one.wire) == (3, VARINT):
                persists = bool(one.value)
            elif not 3 < one.number < 16:
                raise Malformed(f"field {one.number} in a variable")
            if one.missing:
                raise Truncated("a variable is cut short")
        if not name or kind is None:
            raise Malformed("a variable without name or type")
        self.variables += 1
        if persists and kind[0] in TYPES:
            self.tally.add(name, type_name(kind[0]), kind[1])

    def _operator(self, window: Window) -> None:
        kind, arguments = "", {1: "", 2: ""}
        for one in fields(window, _MOST):
            if one.wire == LEN and one.number in arguments:
                arguments[one.number] = arguments[one.number] or _argument(message(window, one))
            elif (one.number, one.wire) == (3, LEN):
                kind = _text(window, one)
            elif (one.number, one.wire) == (4, LEN):
                self._attribute(message(window, one))
            elif one.number != 5:
                raise Malformed(f"field {one.number} in an operator")
            if one.missing:
                raise Truncated("an operator is cut short")
        self._take(kind, arguments)

    def _take(self, kind: str, arguments: dict[int, str]) -> None:
        """Count one operator, with the first of its inputs (1) and outputs (2)."""
        if not kind.isidentifier():
            raise Malformed("an operator without a type")
        self.node_count += 1
        if kind == "feed" and len(self.inputs) < LIST_LENGTH:
            self.inputs.append(arguments[2])
        if kind == "fetch" and len(self.outputs) < LIST_LENGTH:
            self.outputs.append(arguments[1])
        if kind not in _OWN and (kind in self.operators or len(self.operators) < LIST_LENGTH * 4):
            self.operators[kind] = self.operators.get(kind, 0) + 1

    def _attribute(self, window: Window) -> None:
        """Texts of an attribute: the frames of a call stack among them."""
        name = ""
        for one in fields(window, _MOST):
            if (one.number, one.wire) == (1, LEN):
                name = _text(window, one)
            elif one.number in {5, 8} and one.wire == LEN:
                text = _text(window, one)
                frame = _FRAME.match(text)
                self.traces.add(frame[1] if frame else text, name)
            if one.missing:
                raise Truncated("an attribute is cut short")


def _tensor(window: Window) -> tuple[int, list[int]]:
    """Type and shape of a variable that holds a tensor; type -1 of one that does not."""
    kind, found = -1, (-1, list[int]())
    for one in fields(window, 32):
        if (one.number, one.wire) == (1, VARINT):
            kind = one.value
        elif (one.number, one.wire) == (3, LEN):
            found = _dense(message(window, one))
        elif one.wire != LEN:
            raise Malformed(f"field {one.number} in the type of a variable")
    if not 0 <= kind < 64:
        raise Malformed(f"a variable of type {kind}")
    return found if kind == TENSOR else (-1, [])


def _dense(window: Window) -> tuple[int, list[int]]:
    found = (-1, list[int]())
    for one in fields(window, 4):
        if (one.number, one.wire) == (1, LEN):
            found = tensor_description(message(window, one))
    return found


def tensor_description(window: Window) -> tuple[int, list[int]]:
    """Type and shape of a TensorDesc {1 data_type, 2 dims}."""
    kind, shape = -1, list[int]()
    for one in fields(window, _DIMENSIONS):
        if (one.number, one.wire) == (1, VARINT):
            kind = one.value
        elif one.number == 2:
            shape += [signed(number) for number in numbers(window, one, _DIMENSIONS)]
        else:
            raise Malformed(f"field {one.number} in the description of a tensor")
    return kind, shape


def _argument(window: Window) -> str:
    """The first argument of an OpDesc.Var {1 parameter, 2 arguments}."""
    for one in fields(window, 8):
        if (one.number, one.wire) == (2, LEN):
            return _text(window, one)
    return ""


def _text(window: Window, one: Field) -> str:
    return payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace")
