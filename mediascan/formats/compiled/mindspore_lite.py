"""A model of MindSpore Lite (.ms): a FlatBuffer with identifier "MSL0" to "MSL2".

MetaGraph {name, version, fmkType, inputIndex, outputIndex, mempoolSize, nodes, allTensors,
subGraph}; Tensor {nodeType, dataType, dims, format, refCount, offset, data, quantParams,
quantClusters, name}. A tensor that holds data is a parameter.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.window import Window

_NODES, _TENSORS = 6, 7  # slots of MetaGraph
_TYPES = {
    12: "String",
    30: "Bool",
    31: "Int",
    32: "Int8",
    33: "Int16",
    34: "Int32",
    35: "Int64",
    36: "UInt",
    37: "UInt8",
    38: "UInt16",
    39: "UInt32",
    40: "UInt64",
    41: "Float",
    42: "Float16",
    43: "Float32",
    44: "Float64",
    45: "BFloat16",
    46: "Complex64",
}
_OPERATOR = re.compile(r"(?:^|/)([A-Za-z]\w*?)(?:-op\d+|_\d+)?$", re.ASCII)
_MOST_DIMENSIONS = 32


def examine(window: Window) -> Finding | None:
    facts = Facts(target="MindSpore Lite", framework="MindSpore")
    faults: tuple[Fault, ...] = ()
    try:
        buffer = Buffer(window)
        graph = buffer.root()
        named = _name(graph, facts)
    except InputFault:
        return None
    sure = Confidence.PARSED if named else Confidence.MAGIC
    try:
        _nodes(graph, facts)
        _tensors(graph, facts)
    except InputFault as bad:
        faults = (fault_of(bad),)
        sure = Confidence.MAGIC
    evidence = (window.evidence(0, 32, "root, identifier, first table"),)
    return Finding("mindspore_lite", Kind.CHECKPOINT, sure, facts, evidence, faults)


def _name(graph: Table, facts: Facts) -> bool:
    """Take name and version; whether there is one or the other."""
    name, version = graph.text(0, 256), graph.text(1, 64)
    if name:
        facts["model_name"] = name
    if version:
        facts["producer"] = version
    return bool(name or version) and version.isprintable()


def _nodes(graph: Table, facts: Facts) -> None:
    operators: dict[str, int] = {}
    count = 0
    for node in graph.tables(_NODES):
        count += 1
        found = _OPERATOR.search(node.text(0, 512))
        if found and (found[1] in operators or len(operators) < LIST_LENGTH):
            operators[found[1]] = operators.get(found[1], 0) + 1
    facts["node_count"] = count
    if operators:  # by the names of the nodes
        facts["operators"] = operators


def _tensors(graph: Table, facts: Facts) -> None:
    tally = TensorTally()
    names: list[str] = []
    quantized = False
    for one in graph.tables(_TENSORS):
        _, size = one.vector(6, 1)
        quantized = quantized or (bool(size) and one.vector(7, 4)[1] > 0)
        names.append(one.text(9, 256) if len(names) < 1 << 16 else "")
        if size:
            kind = one.number(1, "i")
            tally.add(names[-1], _TYPES.get(kind, f"type {kind}"), _shape(one), size=size)
    for slot, ends in ((3, "inputs"), (4, "outputs")):
        found = [
            names[index] for index in graph.numbers(slot, "I", LIST_LENGTH) if index < len(names)
        ]
        if ends == "inputs":
            facts["inputs"] = found
        else:
            facts["outputs"] = found
    tally.say(facts)
    if quantized:
        facts["quantization"] = "parameters of quantization beside the tensors"


def _shape(one: Table) -> list[int]:
    count = one.vector(2, 4)[1]
    if count > _MOST_DIMENSIONS:
        raise Malformed(f"a tensor of {count} dimensions")
    return [max(0, size) for size in one.numbers(2, "i", count)]


FORMAT = Format(
    id="mindspore_lite",
    title="MindSpore Lite model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/mindspore-ai/mindspore/blob/master/mindspore/lite/schema/model.fbs",
    examine=examine,
    signatures=tuple(Signature(f"MSL{number}".encode(), at=4) for number in range(3)),
    suffixes=(".ms",),
    limits=Limits(total=256 * MIB, seconds=20.0),
)
