"""A graph of MindSpore (MindIR): GraphProto {1 node, 2 name, 3 parameter, 5 input, 6 output}.

NodeProto {1 input, 2 output, 3 name, 4 op_type}; its type refers to a primitive of the model by
"REF::" and a name. TensorProto {1 dims, 2 type, 7 name, 9 data, 12 external data {1 location,
2 offset, 3 length}}. Names start with the graph's own, which is made of the Python class.

Source: https://github.com/mindspore-ai/mindspore/blob/master/mindspore/core/proto/mind_ir.proto
"""

import re
from datetime import UTC, datetime
from math import prod

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
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
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_MOST = 1 << 20
_MOST_PARTS = 150_000  # nodes, parameters and ends of all graphs of a file: about 4 s
_TYPES = {
    1: ("Float32", 4),
    2: ("UInt8", 1),
    3: ("Int8", 1),
    4: ("UInt16", 2),
    5: ("Int16", 2),
    6: ("Int32", 4),
    7: ("Int64", 8),
    8: ("String", 0),
    9: ("Bool", 1),
    10: ("Float16", 2),
    11: ("Float64", 8),
    12: ("UInt32", 4),
    13: ("UInt64", 8),
    14: ("Complex64", 8),
    15: ("Complex128", 16),
    16: ("BFloat16", 2),
}
_PHASE = re.compile(r"\.(1[0-9]{18})(?:\.|$)", re.ASCII)  # when it was compiled, in nanoseconds
_WIRES = {1: LEN, 2: LEN, 3: LEN, 4: LEN, 5: LEN, 6: LEN, 7: LEN, 8: LEN, 9: LEN, 10: LEN}


class Graph:
    """What the graphs of a model hold. `read` fills it, as far as it gets."""

    def __init__(self) -> None:
        self.name = ""
        self.node_count = 0
        self.operators: dict[str, int] = {}  # by reference, as the nodes have it
        self.tally = TensorTally()
        self.stored = 0  # bytes of parameters in this file
        self.locations: dict[str, list[int]] = {}  # other files -> tensors, bytes
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.traces = Traces()
        self.dates: list[str] = []
        self.wrong: list[str] = []
        self._parts = 0

    def read(self, window: Window) -> None:
        """Read one graph. Raises `InputFault` where it cannot go on."""
        for one in fields(window, _MOST):
            if _WIRES.get(one.number) != one.wire:
                raise Malformed(f"field {one.number} of type {one.wire} in a graph")
            self._parts += 1
            if self._parts > _MOST_PARTS:
                raise LimitExceeded(f"more than {_MOST_PARTS} parts of graphs")
            if one.number == 1:
                self._node(message(window, one))
            elif one.number == 2:
                self.name = self.name or text_of(window, one)
            elif one.number == 3:
                self._parameter(message(window, one))
            elif one.number in {5, 6}:
                self._end(one.number, message(window, one))
            elif one.number == 8:
                self._attribute(message(window, one))
            if one.missing:
                raise Truncated(f"{one.missing} bytes of the graph are missing")

    def _node(self, window: Window) -> None:
        kind = ""
        for one in fields(window, _MOST):
            if one.wire != LEN or one.number > 16:
                raise Malformed(f"field {one.number} of type {one.wire} in a node")
            if one.number == 4:
                kind = text_of(window, one)
        if not kind:
            raise Malformed("a node without a type")
        self.node_count += 1
        if kind in self.operators or len(self.operators) < 16 * LIST_LENGTH:
            self.operators[kind] = self.operators.get(kind, 0) + 1

    def _parameter(self, window: Window) -> None:
        shape, kind, name, size, elsewhere = list[int](), 0, "", 0, ""
        for one in fields(window, _MOST):
            if one.number == 1 and len(shape) < LIST_LENGTH:
                shape += [signed(number) for number in numbers(window, one, LIST_LENGTH)]
            elif (one.number, one.wire) == (2, VARINT):
                kind = one.value
            elif (one.number, one.wire) == (7, LEN):
                name = text_of(window, one).rsplit(":", 1)[-1]
            elif (one.number, one.wire) == (9, LEN):
                size = one.size
            elif (one.number, one.wire) == (12, LEN):
                elsewhere = self._external(message(window, one))
        self._take(name, kind, shape, size, elsewhere)

    def _take(self, name: str, kind: int, shape: list[int], size: int, elsewhere: str) -> None:
        if kind not in _TYPES or any(one < 0 for one in shape):
            raise Malformed(f"parameter {name!r:.80} of type {kind}")
        label, width = _TYPES[kind]
        if size and width and size != prod(shape) * width:
            self.wrong.append(f"parameter {name!r:.80}: shape and data disagree")
        self.stored += size
        self.tally.add(name, label, shape, size=size)
        if elsewhere:
            self.locations[elsewhere][0] += 1

    def _external(self, window: Window) -> str:
        """The file that holds a parameter's numbers; empty where too many were met."""
        path, length = "", 0
        for one in fields(window, 8):
            if (one.number, one.wire) == (1, LEN):
                path = text_of(window, one)
            elif (one.number, one.wire) == (3, VARINT):
                length = one.value
        if path not in self.locations and len(self.locations) >= LIST_LENGTH:
            return ""
        self.locations.setdefault(path, [0, 0])[1] += length
        return path

    def _end(self, number: int, window: Window) -> None:
        ends = self.inputs if number == 5 else self.outputs
        for one in fields(window, 64):
            if (one.number, one.wire) == (1, LEN) and len(ends) < LIST_LENGTH:
                ends.append(text_of(window, one).removeprefix(f"{self.name}:"))

    def _attribute(self, window: Window) -> None:
        """An attribute of the graph {1 name, 5 text}: when it was compiled, for one."""
        name = ""
        for one in fields(window, _MOST):
            if (one.number, one.wire) == (1, LEN):
                name = text_of(window, one)
            elif (one.number, one.wire) == (5, LEN):
                text = text_of(window, one)
                self.traces.add(text, name)
                phase = _PHASE.search(text) if "phase" in name else None
                if phase and len(self.dates) < LIST_LENGTH:
                    moment = datetime.fromtimestamp(int(phase[1]) // 10**9, UTC)
                    self.dates.append(moment.isoformat(timespec="seconds"))


def text_of(window: Window, one: Field) -> str:
    return payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace")
