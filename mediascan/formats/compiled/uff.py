"""UFF: a network for TensorRT before ONNX took its place, with its weights, as protobuf.

Layout: MetaGraph {1 version, 2 version of the core, 3 descriptors, 4 graphs {1 id, 2 nodes {1 id, 2
inputs, 3 operation}}, 5 data that nodes refer to}. No signature.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.caffe.layers import read_text
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message
from mediascan.reading.window import Window

_WIRES = {1: VARINT, 2: VARINT, 3: LEN, 4: LEN, 5: LEN, 100: LEN}
_GRAPH, _DATA = 4, 5
_MOST = 100_000


@dataclass(slots=True)
class _Graph:
    version: int = 0
    names: list[str] = field(default_factory=list)
    operations: dict[str, int] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    weights: list[str] = field(default_factory=list)
    weight_count: int = 0
    data_bytes: int = 0


def examine(window: Window) -> Finding | None:
    graph = _Graph()
    stopped: InputFault | None = None
    try:
        for one in fields(window, _MOST):
            _take(window, graph, one)
    except InputFault as bad:
        stopped = bad
    count = sum(graph.operations.values())
    if not count or (stopped and count < 3):
        return None
    facts = Facts(framework="TensorRT UFF", version=str(graph.version), node_count=count)
    if graph.names:
        facts["model_name"] = graph.names[0]
    top = sorted(graph.operations.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(top[:LIST_LENGTH])
    facts["inputs"] = graph.inputs
    facts["tensor_count"] = graph.weight_count
    facts["tensors"] = [{"name": name} for name in graph.weights]
    facts["declared_bytes"] = graph.data_bytes
    return Finding(
        "uff",
        Kind.CHECKPOINT,
        Confidence.PARSED if stopped else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "versions and first descriptor"),),
        (fault_of(stopped),) if stopped else (),
    )


def _take(window: Window, graph: _Graph, one: Field) -> None:
    if _WIRES.get(one.number) != one.wire or one.missing:
        raise Malformed(f"field {one.number} in a graph")
    if one.number == 1:
        graph.version = one.value
    elif one.number == _GRAPH:
        _take_graph(message(window, one), graph)
    elif one.number == _DATA:
        graph.weight_count += 1
        graph.data_bytes += one.size
        key = next(fields(message(window, one), 4), None)
        if key and key.number == 1 and len(graph.weights) < LIST_LENGTH:
            graph.weights.append(read_text(message(window, one), key))


def _take_graph(window: Window, graph: _Graph) -> None:
    for one in fields(window, _MOST):
        if one.wire != LEN or one.missing or one.number not in (1, 2, 100):
            raise Malformed(f"field {one.number} in a graph")
        if one.number == 1:
            graph.names.append(read_text(window, one)[:TEXT_LENGTH])
        elif one.number == 2:
            _take_node(message(window, one), graph)


def _take_node(window: Window, graph: _Graph) -> None:
    name = operation = ""
    for one in fields(window, _MOST):
        if one.wire != LEN or one.missing or one.number not in (1, 2, 3, 4, 100):
            raise Malformed(f"field {one.number} in a node")
        if one.number == 1:
            name = read_text(window, one)
        elif one.number == 3:
            operation = read_text(window, one)
    if not operation:
        raise Malformed("a node without an operation")
    graph.operations[operation] = graph.operations.get(operation, 0) + 1
    if operation == "Input" and len(graph.inputs) < LIST_LENGTH:
        graph.inputs.append(name)


FORMAT = Format(
    id="uff",
    title="UFF network (TensorRT)",
    kind=Kind.CHECKPOINT,
    reference="https://docs.nvidia.com/deeplearning/tensorrt/archives/tensorrt-700/tensorrt-api/python_api/uff/uff.html",
    examine=examine,
    signatures=tuple(Signature(bytes([8, version, 16])) for version in range(1, 5)),
    suffixes=(".uff",),
    weak=True,
    limits=Limits(total=128 * MIB, seconds=30.0),
)
