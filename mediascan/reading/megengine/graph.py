"""The graph of a MegEngine model: a FlatBuffer, of version 2 ("mgv2") or 1 ("mgb1").

Version 2: Model {mge_version, model_version, oprs, middle_tensors, output_vars_idx, output_alias,
nr_shared_tensor, metadata}; Operator {type, type_id, name, ..., tensors}; Tensor {name, shape,
comp_node, dtype, format (2 slots), data}. Version 1 has the numbers outside of the buffer.

Source: https://github.com/MegEngine/MegEngine/tree/master/src/serialization/impl (schema*.fbs)
"""

from math import prod
from typing import NamedTuple

from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window


class Slots(NamedTuple):
    """Where a version has its fields; -1 where it has none."""

    operators: int
    metadata: int
    user_info: int
    kind: int
    name: int
    tensors: int
    data: int
    data_size: int


VERSIONS = {
    b"mgv2": Slots(2, 7, 3, 0, 2, 11, 6, -1),
    b"mgb1": Slots(3, 5, 2, -1, 12, 7, -1, 4),
}
_TYPES = (
    *("Float32", "Uint8", "Int8", "Int16", "Int32", "IntB1", "IntB2", "IntB4", "Byte", "Float16"),
    *("UintB4", "Quantized8Asymm", "QuantizedS32", "QuantizedS8", "Quantized4Asymm"),
    *("QuantizedS4", "QuantizedS16", "BFloat16", "Bool", "Uint16", "QuantizedS1"),
)
_MOST_DIMENSIONS = 16


class Graph:
    """What a graph holds. `read` fills it; what was read before a fault stays in it."""

    def __init__(self, slots: Slots) -> None:
        self._slots = slots
        self.facts = Facts(framework="MegEngine")
        self.tally = TensorTally()
        self.node_count = 0
        self.operators: dict[str, int] = {}
        self.devices: list[str] = []
        self._traces = Traces()

    def read(self, window: Window) -> None:
        """Read all. Raises `InputFault` where it cannot go on."""
        root = Buffer(window).root()
        version = root.number(0, "I")
        if version > 100 * 100_000:
            raise Malformed(f"a model of version {version}")
        self.facts["producer"] = (
            f"MegEngine {version // 100_000}.{version // 100 % 1000}.{version % 100}"
        )
        for operator in root.tables(self._slots.operators):
            self._operator(operator)
        about = root.table(self._slots.metadata)
        if about and (text := about.text(self._slots.user_info, 4096)):
            self.facts["comment"] = text
            for word in text.split():
                self._traces.add(word, "user_info")
        self._say()

    def _operator(self, one: Table) -> None:
        self.node_count += 1
        kind = one.text(self._slots.kind, 64) if self._slots.kind >= 0 else ""
        if kind and (kind in self.operators or len(self.operators) < LIST_LENGTH):
            self.operators[kind] = self.operators.get(kind, 0) + 1
        for tensor in one.tables(self._slots.tensors):
            self._tensor(tensor)

    def _tensor(self, one: Table) -> None:
        dtype = one.table(3)
        number = dtype.number(0, "b") if dtype else 0
        kind = _TYPES[number] if 0 <= number < len(_TYPES) else f"type {number}"
        count = one.vector(1, 4)[1]
        if count > _MOST_DIMENSIONS:
            raise Malformed(f"a tensor of {count} dimensions")
        shape = one.numbers(1, "I", count)
        if self._slots.data >= 0:
            size = one.vector(self._slots.data, 1)[1]
        else:
            size = one.number(self._slots.data_size, "I")
        if number == 0 and size and size != 4 * prod(shape):
            raise Malformed(f"{size} bytes in a tensor of shape {shape}")
        where = one.table(2)
        device = where.text(0, 64) if where else ""
        if device and device not in self.devices and len(self.devices) < LIST_LENGTH:
            self.devices.append(device)
        self.tally.add(one.text(0, 256), kind, shape, size=size)

    def _say(self) -> None:
        self.tally.say(self.facts)
        self.facts["node_count"] = self.node_count
        if self.operators:
            self.facts["operators"] = self.operators
        if self.devices:
            self.facts["target"] = ", ".join(self.devices)
        self._traces.say(self.facts)
