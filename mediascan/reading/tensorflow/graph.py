"""Walks a GraphDef: counts operators, constants and variables; holds samples of them only.

GraphDef: 1 nodes, 2 library of functions, 3 version, 4 versions (1 producer), 5 debug information.
FunctionDefLibrary: 1 functions; FunctionDef: 1 signature, 3 nodes.

Source: tensorflow/core/framework/graph.proto, function.proto
"""

import re
from contextlib import suppress
from functools import cache

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message
from mediascan.reading.tensorflow.nodes import (
    CONSTANTS,
    PLACEHOLDERS,
    VARIABLES,
    Node,
    Tensor,
    read_node,
)
from mediascan.reading.tensorflow.tensors import Tensors
from mediascan.reading.tensorflow.types import element_count, type_bits, type_name
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

NODE, LIBRARY, _VERSION, _VERSIONS, _DEBUG = 1, 2, 3, 4, 5
WIRES = {NODE: LEN, LIBRARY: LEN, _VERSION: VARINT, _VERSIONS: LEN, _DEBUG: LEN}
_FUNCTION, _FUNCTION_NODE, _LAST_LIBRARY, _LAST_FUNCTION = 1, 3, 3, 9
_MOST = 1 << 20  # fields of one message
_MOST_NODES = 150_000  # of all graphs and functions: about 4 s
_MOST_OPERATORS = 4096  # told apart
_WORTH = 1024  # bytes of a constant of whole numbers from which on it is counted as weights
_FLOATS = re.compile(r"b?float|q|complex")
_DANGEROUS = {  # what an operator does when the graph runs -> the operators
    "reads files": (
        "FixedLengthRecordReader FixedLengthRecordReaderV2 ReadFile TextLineReader "
        "TextLineReaderV2 WholeFileReader WholeFileReaderV2"
    ),
    "writes files": "DistributedSave DumpTensor SaveDataset SaveDatasetV2 WriteFile",
    "writes a log": "CreateSummaryDbWriter CreateSummaryFileWriter ImportEvent",
    "lists files": "ExperimentalMatchingFilesDataset MatchingFiles MatchingFilesDataset",
    "maps a file into memory": "ImmutableConst",
    "changes how files are reached": "FileSystemSetConfiguration",
    "calls Python": "EagerPyFunc PyFunc PyFuncStateless",
    "runs SQL": "ExperimentalSqlDataset SqlDataset",
    "sends values to a debugger": (
        "DebugIdentity DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary "
        "DebugNumericSummaryV2"
    ),
    "calls another machine": (
        "DataServiceDataset DataServiceDatasetV2 DataServiceDatasetV3 DataServiceDatasetV4 RpcCall "
        "RpcClient"
    ),
    "serves calls of other machines": "RpcServer RpcServerStart",
}


@cache
def _deeds() -> dict[str, str]:
    """What an operator does, by its name."""
    return {name: deed for deed, names in _DANGEROUS.items() for name in names.split()}


class Graph:
    """What the nodes of a graph and of its functions come to."""

    def __init__(self, traces: Traces) -> None:
        self.node_count = 0
        self.function_count = 0
        self.producer = 0  # version of graphs that the writer knew
        self.operators: dict[str, int] = {}
        self.inputs: list[str] = []
        self.devices: dict[str, None] = {}
        self.constants = Tensors()
        self.variables = Tensors()
        self.complete = False  # read to its end
        self._traces = traces

    def read(self, window: Window) -> None:
        """Walk the graph that is all of `window`."""
        for one in fields(window, _MOST):
            self.take(window, one)
        self.complete = True

    def salvage(self, window: Window, one: Field) -> None:
        """Take what is there of the field `one`, whose end the file lacks."""
        if WIRES.get(one.number) == one.wire == LEN:
            there = one._replace(size=one.size - one.missing, missing=0)
            with suppress(InputFault):
                self.take(window, there)

    def take(self, window: Window, one: Field) -> None:
        """Take one field of a graph. Raises `Malformed` for one that graphs do not have."""
        if WIRES.get(one.number) != one.wire or one.missing:
            raise Malformed(f"field {one.number} in a graph")
        if one.number == NODE:
            self.count(read_node(message(window, one)), top=True)
        elif one.number == LIBRARY:
            self._read_library(message(window, one))
        elif one.number == _VERSIONS:
            versions = fields(message(window, one), 64)
            self.producer = next((part.value for part in versions if part.number == 1), 0)

    def _read_library(self, window: Window) -> None:
        for one in fields(window, _MOST):
            if one.number > _LAST_LIBRARY or one.wire != LEN or one.missing:
                raise Malformed(f"field {one.number} in a library of functions")
            if one.number == _FUNCTION:
                self._read_function(message(window, one))

    def _read_function(self, window: Window) -> None:
        self.function_count += 1
        for one in fields(window, _MOST):
            if one.number > _LAST_FUNCTION or one.wire != LEN or one.missing:
                raise Malformed(f"field {one.number} in a function")
            if one.number == _FUNCTION_NODE:
                self.count(read_node(message(window, one)), top=False)

    def count(self, node: Node, *, top: bool) -> None:
        """Take one node; `top` where it is not in a function."""
        if self.node_count >= _MOST_NODES:
            raise LimitExceeded(f"more than {_MOST_NODES} nodes")
        self.node_count += 1
        if node.operator in self.operators or len(self.operators) < _MOST_OPERATORS:
            self.operators[node.operator] = self.operators.get(node.operator, 0) + 1
        if node.device and len(self.devices) < LIST_LENGTH:
            self.devices.setdefault(node.device)
        if node.tensor is None:
            return
        if node.operator in CONSTANTS:
            self._note_constant(node.name, node.tensor)
        elif top and node.operator in VARIABLES:
            self.variables.add(node.name, node.tensor.dtype, node.tensor.shape)
        elif top and node.operator in PLACEHOLDERS and len(self.inputs) < LIST_LENGTH:
            self.inputs.append(shown(node.name, node.tensor.dtype, node.tensor.shape))

    def _note_constant(self, name: str, tensor: Tensor) -> None:
        """Count a constant that is large or of fractions; texts may tell of the writer."""
        for text in tensor.texts:
            self._traces.add(text, name)
        count = element_count(tensor.shape)
        large = count * type_bits(tensor.dtype) // 8 >= _WORTH
        if large or (tensor.shape and _FLOATS.match(type_name(tensor.dtype))):
            self.constants.add(name, tensor.dtype, tensor.shape)

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what was counted, the weights left out."""
        facts["node_count"] = self.node_count
        facts["operators"] = _top(self.operators)
        deeds = _deeds()
        dangerous = [
            f"{name}: {deeds[name]}; nodes: {uses}"
            for name, uses in sorted(self.operators.items())
            if name in deeds
        ]
        if dangerous:
            facts["dangerous_calls"] = dangerous
        if custom := sorted(name for name in self.operators if ">" in name):
            facts["custom_operators"] = custom[:LIST_LENGTH]


def shown(name: str, dtype: int, shape: list[int] | None) -> str:
    """An input or an output in words: name, type, shape with ? for what is open."""
    sizes = "?" if shape is None else ", ".join("?" if n < 0 else str(n) for n in shape)
    return f"{name}: {type_name(dtype)} [{sizes}]" if dtype else name


def _top(operators: dict[str, int]) -> dict[str, int]:
    """The operators that are used most, in a stable order."""
    return dict(sorted(operators.items(), key=lambda item: (-item[1], item[0]))[:LIST_LENGTH])
