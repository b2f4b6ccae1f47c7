"""TensorFlow graph as text, `.pbtxt`: GraphDef, MetaGraphDef or SavedModel in protobuf's text form.

Nodes have a name and an operator; constants may hold weights in escapes.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.encodings.text_proto import CLOSE, OPEN, Item, items
from mediascan.reading.tensorflow.graph import Graph
from mediascan.reading.tensorflow.nodes import CONSTANTS, VARIABLES, Node, Tensor
from mediascan.reading.tensorflow.types import type_code
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_STARTS = (
    b"node",
    b"saved_model_schema_version",
    b"meta_graphs",
    b"meta_info_def",
    b"graph_def",
    b"versions",
    b"library",
)
_WORDS = (b'  op: "', b"stripped_op_list", b"tensorflow_version")
_TOP = frozenset(
    [
        "node",
        "library",
        "versions",
        "version",
        "debug_info",
        "saved_model_schema_version",
        "meta_graphs",
        "meta_info_def",
        "graph_def",
        "saver_def",
        "collection_def",
        "signature_def",
        "asset_file_def",
        "object_graph_def",
    ]
)
_NODES = ("node", "node_def")
_OPERATOR = re.compile(r"[A-Za-z_][\w.>]*", re.ASCII)
_DIGITS = re.compile(r"-?\d{1,18}", re.ASCII)
_LARGEST = 8 * MIB


class _Text:
    """The nodes of a graph, as they are read one after another."""

    def __init__(self) -> None:
        self.traces = Traces()
        self.graph = Graph(self.traces)
        self.release = ""
        self.tags: list[str] = []
        self._node = Node()

    def take(self, item: Item) -> None:
        """Take one item. Raises `Malformed` for what no graph has."""
        if item.path[0] not in _TOP:
            raise Malformed(f"field {item.path[0]!r:.80} in a graph")
        depth = _depth(item.path)
        if depth:
            self._in_node(item, item.path[depth:])
        elif not item.sign and item.path[-1] == "tensorflow_version":
            self.release = item.value
        elif not item.sign and item.path[-1] == "tags" and len(self.tags) < LIST_LENGTH:
            self.tags.append(item.value)

    def _in_node(self, item: Item, path: tuple[str, ...]) -> None:
        """Take an item of a node; `path` leads to it from there."""
        if not path and item.sign == OPEN:
            self._node = Node(tensor=Tensor())
        elif not path and item.sign == CLOSE:
            if not self._node.name or not _OPERATOR.fullmatch(self._node.operator):
                raise Malformed("a node without a name or an operator")
            if self._node.operator not in CONSTANTS:
                self._node.tensor = None
            self.graph.count(self._node, top=item.path[-1] == "node")
        elif path == ("name",):
            self._node.name = item.value
        elif path == ("op",):
            self._node.operator = item.value
        elif path == ("device",):
            self._node.device = item.value
        elif not item.sign and path[:3] == ("attr", "value", "tensor") and self._node.tensor:
            self._in_tensor(self._node.tensor, path[3:], item.value)

    def _in_tensor(self, tensor: Tensor, path: tuple[str, ...], value: str) -> None:
        if path == ("dtype",):
            tensor.dtype = type_code(value)
        elif path == ("tensor_shape", "dim", "size") and _DIGITS.fullmatch(value):
            tensor.shape = [*(tensor.shape or []), int(value)][:64]


def _depth(path: tuple[str, ...]) -> int:
    """How many parts of `path` lead to a node; 0 where it leads to none."""
    places = [number for number, part in enumerate(path) if part in _NODES]
    return places[0] + 1 if places and "object_graph_def" not in path else 0


def examine(window: Window) -> Finding | None:
    start = window.upto(0, 8192)
    if not any(map(start.__contains__, _WORDS)):
        return None
    text = window.upto(0, _LARGEST).decode("utf-8", "backslashreplace")
    found = _Text()
    faults: list[Fault] = []
    try:
        for item in items(text):
            window.check_time()
            found.take(item)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if window.size > _LARGEST:
        faults = [Fault(FaultKind.LIMIT, f"only the first {_LARGEST} bytes were read")]
    if not found.graph.node_count:
        return None
    return Finding(
        "tf_graph_text",
        Kind.CHECKPOINT if found.graph.constants.parameters else Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        _facts(found, whole=not faults),
        (window.evidence(0, 64, "start of the graph"),),
        tuple(faults),
    )


def _facts(found: _Text, *, whole: bool) -> Facts:
    facts = Facts(framework="TensorFlow")
    if found.release:
        facts["producer"] = f"TensorFlow {found.release}"
    if found.graph.constants.count and VARIABLES.isdisjoint(found.graph.operators):
        found.graph.constants.say(facts, whole=whole)
    found.graph.say(facts)
    notes = {"tags": ", ".join(found.tags), "devices": ", ".join(found.graph.devices)}
    if notes := {key: text for key, text in notes.items() if text}:
        facts["metadata"] = notes
    found.traces.say(facts)
    return facts


FORMAT = Format(
    id="tf_graph_text",
    title="TensorFlow graph as text",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/graph.proto",
    examine=examine,
    signatures=tuple(map(Signature, _STARTS)),
    suffixes=(".pbtxt",),
    words=(b'\n  op: "', *(b"\n" + pad + word for pad in (b"", b"  ") for word in _WORDS[1:])),
    weak=True,
)
