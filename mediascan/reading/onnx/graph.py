"""Walks the graph of an ONNX model: counts its operators and its tensors, holds neither.

A graph is nodes, then its name, initializers (the weights), inputs and outputs. Nodes such as If
hold graphs of their own, and a Constant may hold weights, so these are looked into as well.

Source: onnx/onnx.proto, messages GraphProto, NodeProto, AttributeProto, FunctionProto.
"""

import re

from mediascan.model.errors import Malformed
from mediascan.model.facts import TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.optimizer_names import SAMPLE, optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.encodings.protobuf import FIXED32, LEN, Field, fields, message
from mediascan.reading.onnx.tensors import Tensor, read_tensor, read_text
from mediascan.reading.window import Window

_NODE, _NAME, _INITIALIZER, _INPUT, _OUTPUT, _SPARSE = 1, 2, 5, 11, 12, 15
_GRAPH_FIELDS = {_NODE, _NAME, _INITIALIZER, 10, _INPUT, _OUTPUT, 13, 14, _SPARSE, 16}
_OP_TYPE, _ATTRIBUTE, _DOMAIN = 4, 5, 7
_LAST_NODE_FIELD = 10  # device_configurations
_FUNCTION_NODE = 7
_TENSOR_OF_ATTRIBUTE, _FLOATS_OF_ATTRIBUTE, _SPARSE_OF_ATTRIBUTE = 5, 7, 22
_GRAPHS_OF_ATTRIBUTE = (6, 11)
_WITH_GRAPHS = {"If", "Loop", "Scan", "SequenceMap"}
_WORTH = 1024  # bytes of a constant from which on it is counted among the weights
_OPERATOR = re.compile(r"[A-Za-z_][\w.:<>/-]{0,255}", re.ASCII)
_MOST = 1 << 20  # fields of one message
_MOST_OPERATORS = 4096  # told apart
_MOST_NAMES = 1 << 16  # names of initializers held, to tell them from inputs
_STANDARD = ("", "ai.onnx")


class GraphReader:
    """What the graphs of a model hold, counted while they are walked."""

    def __init__(self) -> None:
        self.name = ""
        self.node_count = 0
        self.node_at = -1  # where the first node starts in the file
        self.tensor_count = 0
        self.tensor_at = -1
        self.operators: dict[str, int] = {}
        self.parameters: dict[str, int] = {}  # type -> numbers
        self.fingerprint = Fingerprint()  # of the initializers that are weights
        self.data_bytes = 0  # that the tensors take in the file itself
        self.tensors: list[TensorSample] = []
        self.locations: dict[str, tuple[int, int]] = {}  # path -> tensors and bytes there
        self.location_at = -1  # where the first tensor with external data starts
        self.inputs: list[str] = []
        self.outputs: list[str] = []
        self.optimizer_names: list[str] = []
        self.optimizer_at = -1  # where the first tensor of the optimizer starts
        self.optimizer_values = 0
        self.wrong: list[str] = []  # what does not fit, but did not stop the walk
        self._names: set[str] = set()

    def read(self, window: Window, *, cut: bool) -> None:
        """Walk the main graph, which is all of `window`; `cut` where the file ends inside of it.

        Raises `Malformed` where it is not a GraphProto.
        """
        for one in fields(window, _MOST):
            if one.missing and cut:
                return
            self._graph_field(window, one)
            if one.number == _NAME:
                self.name = read_text(window, one)
            elif one.number in (_INPUT, _OUTPUT):
                self._note_value(window, one)

    def read_function(self, window: Window) -> None:
        """Count the operators in the body of a function."""
        for one in fields(window, _MOST):
            if one.missing:
                raise Malformed("a function that is longer than its message")
            if one.number == _FUNCTION_NODE and one.wire == LEN:
                self._read_node(message(window, one))

    def _graph_field(self, window: Window, one: Field) -> None:
        """Check one field of a graph, and count what it holds."""
        if one.number not in _GRAPH_FIELDS or one.wire != LEN:
            raise Malformed(f"field {one.number} in a graph")
        if one.missing:
            raise Malformed(f"field {one.number} of a graph is longer than the graph")
        if one.number == _NODE:
            self._read_node(message(window, one))
        elif one.number == _INITIALIZER:
            self._read_initializer(message(window, one))
        elif one.number == _SPARSE:
            self._read_sparse(message(window, one))

    def _read_node(self, window: Window) -> None:
        operator = domain = ""
        for one in fields(window, _MOST):
            if one.number > _LAST_NODE_FIELD or one.wire != LEN or one.missing:
                raise Malformed(f"field {one.number} in a node")
            if one.number == _OP_TYPE:
                operator = read_text(window, one)
            elif one.number == _DOMAIN:
                domain = read_text(window, one)
            elif one.number == _ATTRIBUTE:
                self._read_attribute(window, one, operator)
        if not _OPERATOR.fullmatch(operator):
            raise Malformed("a node whose operator has no name")
        full = operator if domain in _STANDARD else f"{domain}.{operator}"
        if full in self.operators or len(self.operators) < _MOST_OPERATORS:
            self.operators[full] = self.operators.get(full, 0) + 1
        if not self.node_count:
            self.node_at = window.base
        self.node_count += 1

    def _read_attribute(self, window: Window, one: Field, operator: str) -> None:
        """Look for graphs in what may have them, for weights in a constant."""
        if operator in _WITH_GRAPHS:
            inner = message(window, one)
            for part in fields(inner, _MOST):
                if part.number in _GRAPHS_OF_ATTRIBUTE and part.wire == LEN and not part.missing:
                    body = message(inner, part)
                    for field in fields(body, _MOST):
                        self._graph_field(body, field)
        elif operator == "Constant" and one.size >= _WORTH:
            self._read_constant(message(window, one))

    def _read_constant(self, window: Window) -> None:
        """Count the tensor of a constant: dense, sparse, or a plain list of numbers."""
        floats = 0
        for one in fields(window, _MOST):
            if one.missing:
                raise Malformed("a constant that is longer than its message")
            if one.number == _TENSOR_OF_ATTRIBUTE and one.wire == LEN:
                self._read_initializer(message(window, one))
            elif one.number == _SPARSE_OF_ATTRIBUTE and one.wire == LEN:
                self._read_sparse(message(window, one))
            elif one.number == _FLOATS_OF_ATTRIBUTE and one.wire in (LEN, FIXED32):
                floats += one.size // 4  # packed into one field, or a field each
        if floats:
            self._take(Tensor(dtype="FLOAT", shape=[floats], bits=32), window.base)

    def _read_sparse(self, window: Window) -> None:
        """Count the values of a sparse tensor; its indices are no weights."""
        for one in fields(window, _MOST):
            if one.missing:
                raise Malformed("a sparse tensor that is longer than its message")
            if one.number == 1 and one.wire == LEN:
                self._read_initializer(message(window, one))

    def _read_initializer(self, window: Window) -> None:
        self._take(read_tensor(window), window.base)

    def _take(self, tensor: Tensor, at: int) -> None:
        """Count a tensor that starts at `at` of the file."""
        if tensor.location:
            self._note_location(tensor, at)
        else:
            self.data_bytes += tensor.data_bytes
            if tensor.bits and tensor.raw_bytes not in (-1, tensor.data_bytes):
                expected = tensor.data_bytes
                self._complain(tensor, f"{tensor.raw_bytes} bytes of data, not {expected}")
        self._count(tensor, at)
        if len(self._names) < _MOST_NAMES:
            self._names.add(tensor.name)
        if len(self.tensors) < LIST_LENGTH:
            sample = TensorSample(name=tensor.name, dtype=tensor.dtype, shape=tensor.shape)
            self.tensors.append(sample)
        if not self.tensor_count:
            self.tensor_at = at
        self.tensor_count += 1

    def _count(self, tensor: Tensor, at: int) -> None:
        """Count the numbers of a tensor as the optimizer's or as the model's."""
        found = optimizer_evidence((tensor.name,))
        if not found:
            numbers = self.parameters.get(tensor.dtype, 0)
            self.parameters[tensor.dtype] = numbers + tensor.elements
            self.fingerprint.add(tensor.name, tensor.shape)
            return
        if not self.optimizer_names:
            self.optimizer_at = at
        self.optimizer_values += tensor.elements
        if len(self.optimizer_names) < SAMPLE:
            self.optimizer_names += found

    def _note_location(self, tensor: Tensor, at: int) -> None:
        path = tensor.location
        if not self.locations:
            self.location_at = at
        if path.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", path) or ":" in path[:2]:
            self._complain(tensor, "its data is said to be outside of the model's folder")
        if path in self.locations or len(self.locations) < LIST_LENGTH:
            tensors, size = self.locations.get(path, (0, 0))
            self.locations[path] = (tensors + 1, size + tensor.data_bytes)

    def _note_value(self, window: Window, one: Field) -> None:
        """The name of an input or an output; weights that are also inputs are left out."""
        names = self.inputs if one.number == _INPUT else self.outputs
        if len(names) >= LIST_LENGTH:
            return
        inner = message(window, one)
        for part in fields(inner, _MOST):
            if part.number == 1 and part.wire == LEN and not part.missing:
                name = read_text(inner, part)
                if name not in self._names:
                    names.append(name)
                return

    def _complain(self, tensor: Tensor, message_text: str) -> None:
        if len(self.wrong) < 8:
            self.wrong.append(f"tensor {tensor.name!r:.80}: {message_text}")
