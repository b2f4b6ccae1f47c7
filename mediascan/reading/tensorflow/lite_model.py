"""Walks a TensorFlow Lite model: operators, tensors, the buffers with their numbers, signatures.

Model: 0 version, 1 operator codes (0 old built-in code, 1 custom code, 3 built-in code), 2
subgraphs (0 tensors, 1 inputs, 2 outputs, 3 operators, 4 name), 3 description, 4 buffers (0 data, 1
offset, 2 size), 6 metadata (0 name, 1 buffer), 7 signatures (0 inputs, 1 outputs, 2 key, 4
subgraph). Tensor: 0 shape, 1 type, 2 buffer, 3 name, 4 quantisation (2 scales), 6 sparsity. Buffer
0 is always empty. A buffer may be shared: its numbers are counted once.

Source: tensorflow/compiler/mlir/lite/schema/schema.fbs
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.tensorflow.lite_operators import (
    CUSTOM,
    FIRST_CIRCLE_TYPE,
    LAST_TYPE,
    lite_type,
    operator_name,
)
from mediascan.reading.tensorflow.types import element_count
from mediascan.reading.window import Window

IDENTIFIER = b"TFL3"
_CODES, _SUBGRAPHS, _DESCRIPTION, _BUFFERS, _METADATA, _SIGNATURES = 1, 2, 3, 4, 6, 7
_NEWEST = 3  # version of the schema
_FLEX = "Flex"  # custom operators of this prefix are TensorFlow's own
_MOST_DIMS = 64
_MOST_NAMES = 4096  # tensors whose name is kept for inputs and outputs
_COMPLAINTS = 4
_SETTINGS = ("int32", "int64", "bool", "string")  # shapes, axes and the like, where they are small
_WORTH = 1024  # bytes from which on they are counted as weights


@dataclass(frozen=True, slots=True)
class Span:
    """Where the numbers of a buffer lie; `outside` where behind the flatbuffer."""

    at: int
    size: int
    outside: bool


class LiteModel:
    """What a model holds."""

    def __init__(
        self, window: Window, tensors: TensorTally | None = None, *, circle: bool = False
    ) -> None:
        """Of the model in `window`; `tensors` counts those of several models together.

        A model in Circle's form has a version from 0, and types that TensorFlow Lite has not.
        """
        self._circle = circle
        self.version = 0
        self.description = ""
        self.operators: dict[str, int] = {}
        self.custom: dict[str, int] = {}
        self.operator_count = 0
        self.subgraphs: list[str] = []
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.signatures: list[str] = []
        self.metadata: dict[str, Span] = {}
        self.tensors = tensors or TensorTally()  # those with numbers in the file
        self.quantised: dict[str, tuple[int, int]] = {}  # type -> tensors, of them per channel
        self.end = 0  # of what was read, and of the last buffer
        self.sparse = 0
        self.external = False  # numbers lie in another file or section
        self.wrong: list[str] = []
        self._window = window
        self._buffers: list[Span] = []
        self._counted: set[int] = set()
        self._names: list[str] = []

    def read(self) -> None:
        """Walk the whole model. What was read before a fault is kept."""
        buffer = Buffer(self._window)
        root = buffer.root()
        self.version = root.number(0, "I")
        if not (0 if self._circle else 1) <= self.version <= _NEWEST:
            raise Malformed(f"version {self.version} of the schema")
        self.description = root.text(_DESCRIPTION, TEXT_LENGTH)
        for table in root.tables(_BUFFERS):
            self._buffer(table)
        codes = [_code(table) for table in root.tables(_CODES)]
        for number, table in enumerate(root.tables(_SUBGRAPHS)):
            self._subgraph(table, codes, first=not number)
        for table in root.tables(_METADATA):
            number = table.number(1, "I")
            if number < len(self._buffers) and len(self.metadata) < LIST_LENGTH:
                self.metadata[table.text(0, TEXT_LENGTH)] = self._buffers[number]
        for table in root.tables(_SIGNATURES):
            if len(self.signatures) < LIST_LENGTH:
                self.signatures.append(table.text(2, TEXT_LENGTH))
        self.end = max(self.end, buffer.end)

    def _buffer(self, table: Table) -> None:
        at, size = table.vector(0, 1)
        offset, length = table.number(1, "Q"), table.number(2, "Q")
        outside = offset > 1 and not size
        if outside:
            at, size = offset, length
        self._buffers.append(Span(at, size, outside))
        self.end = max(self.end, at + size)

    def _subgraph(self, table: Table, codes: list[tuple[str, bool]], *, first: bool) -> None:
        if len(self.subgraphs) < LIST_LENGTH:
            self.subgraphs.append(table.text(4, TEXT_LENGTH))
        self._names = []
        for tensor in table.tables(0):
            self._tensor(tensor)
        for slot, places in ((1, self.inputs), (2, self.outputs)):
            for (number,) in table.structs(slot, "i"):
                if first and 0 <= number < len(self._names) and len(places) < LIST_LENGTH:
                    places.append(self._names[number])
        for operator in table.tables(3):
            number = operator.number(0, "I")
            if number >= len(codes):
                raise Malformed(f"an operator with code {number} of {len(codes)}")
            name, custom = codes[number]
            counted = self.custom if custom else self.operators
            counted[name] = counted.get(name, 0) + 1
            self.operator_count += 1

    def _tensor(self, table: Table) -> None:
        name, code = table.text(3, TEXT_LENGTH), table.number(1, "B")
        rank = table.vector(0, 4)[1]
        known = code <= LAST_TYPE or (self._circle and code >= FIRST_CIRCLE_TYPE)
        if not known or rank > _MOST_DIMS:
            raise Malformed(f"tensor {name!r:.80} of type {code} and {rank} dimensions")
        shape = [size for (size,) in table.structs(0, "i")]
        dtype, bits = lite_type(code)
        if len(self._names) < _MOST_NAMES:
            self._names.append(f"{name}: {dtype} [{', '.join(map(str, shape))}]")
        number = table.number(2, "I")
        self.external = self.external or table.number(10, "I") > 0
        if number >= len(self._buffers):
            raise Malformed(f"tensor {name!r:.80} is in buffer {number} of {len(self._buffers)}")
        size = self._buffers[number].size
        if not number or not size or number in self._counted:
            return
        self._counted.add(number)
        if any(one < 0 for one in shape):
            raise Malformed(f"tensor {name!r:.80} has a negative dimension")
        count = element_count(shape)
        if table.table(6) is not None:
            self.sparse += 1
        elif bits and -(-count * bits // 8) != size and len(self.wrong) < _COMPLAINTS:
            self.wrong.append(f"tensor {name!r:.80}: {size} bytes for {count} numbers of {dtype}")
        quantised = self._quantisation(table.table(4), dtype)
        if quantised or size >= _WORTH or dtype not in _SETTINGS:
            self.tensors.add(name, dtype, shape, size=size)

    def _quantisation(self, table: Table | None, dtype: str) -> bool:
        """Whether a tensor has scales; then it is counted."""
        scales = table.vector(2, 4)[1] if table else 0
        if not scales and not (table and table.number(4, "B")):
            return False
        tensors, channels = self.quantised.get(dtype, (0, 0))
        self.quantised[dtype] = (tensors + 1, channels + (scales > 1))
        return True


def _code(table: Table) -> tuple[str, bool]:
    """Name of an operator, and whether it needs code from elsewhere."""
    code = max(table.number(0, "b"), table.number(3, "i"))
    if code != CUSTOM:
        return operator_name(code), False
    name = table.text(1, TEXT_LENGTH)
    return name or "custom", True


def flex(custom: dict[str, int]) -> list[str]:
    """Those of the custom operators that are TensorFlow's own."""
    return [name for name in custom if name.startswith(_FLEX)]
