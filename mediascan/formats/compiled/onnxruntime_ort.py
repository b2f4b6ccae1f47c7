"""ONNX Runtime model (.ort): a FlatBuffer with identifier ORTM, an ONNX model made ready to run.

Root InferenceSession: 0 ort_version, 1 model. Model: 0 ir_version, 2 producer_name, 3
producer_version, 4 domain, 7 graph, 9 metadata. Graph: 0 initializers, 2 nodes, 5 inputs, 6
outputs. Tensor: 0 name, 2 dims, 3 data_type, 4 raw_data. Node: 2 domain, 5 op_type.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.onnx.tensors import type_name
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_IDENTIFIER = b"ORTM"
_DIMENSIONS = 64


def examine(window: Window) -> Finding | None:
    if not window.has(_IDENTIFIER, 4):
        return None
    session = Buffer(window).root()
    facts = Facts(producer="ONNX Runtime", version=session.text(0, TEXT_LENGTH))
    model = session.table(1)
    graph = model.table(7) if model else None
    if model is None or graph is None:
        return Finding(
            "onnxruntime_ort", Kind.CHECKPOINT, Confidence.MAGIC, facts, _evidence(window)
        )
    faults: list[Fault] = []
    try:
        _say_model(facts, model)
        _say_graph(facts, graph)
    except InputFault as bad:
        faults.append(fault_of(bad))
    return Finding(
        "onnxruntime_ort",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        _evidence(window),
        tuple(faults),
    )


def _say_model(facts: Facts, model: Table) -> None:
    metadata = {
        "ir_version": str(model.number(0, "q")),
        "original producer": " ".join(
            filter(None, (model.text(2, TEXT_LENGTH), model.text(3, TEXT_LENGTH)))
        ),
        "domain": model.text(4, TEXT_LENGTH),
        "description": model.text(6, TEXT_LENGTH),
    }
    traces = Traces()
    for pair, _ in zip(model.tables(9), range(LIST_LENGTH), strict=False):
        key, value = pair.text(0, TEXT_LENGTH), pair.text(1, TEXT_LENGTH)
        metadata[key] = value
        traces.add(value, key)
    facts["metadata"] = {key: value for key, value in metadata.items() if value}
    facts["opsets"] = {
        one.text(0, TEXT_LENGTH) or "ai.onnx": one.number(1, "q")
        for one, _ in zip(model.tables(1), range(LIST_LENGTH), strict=False)
    }
    traces.say(facts)


def _say_graph(facts: Facts, graph: Table) -> None:
    tally = TensorTally()
    for one in graph.tables(0):
        shape = one.numbers(2, "q", _DIMENSIONS)
        _, length = one.vector(4, 1)
        tally.add(one.text(0, TEXT_LENGTH), type_name(one.number(3, "i")), shape, size=length)
    operators: dict[str, int] = {}
    count = 0
    for node in graph.tables(2):
        count += 1
        domain, operator = node.text(2, TEXT_LENGTH), node.text(5, TEXT_LENGTH)
        full = f"{domain}.{operator}" if domain else operator
        if full in operators or len(operators) < LIST_LENGTH:
            operators[full] = operators.get(full, 0) + 1
    tally.say(facts)
    facts["node_count"] = count
    facts["operators"] = dict(sorted(operators.items(), key=lambda item: (-item[1], item[0])))
    facts["inputs"] = graph.texts(5, LIST_LENGTH, TEXT_LENGTH)
    facts["outputs"] = graph.texts(6, LIST_LENGTH, TEXT_LENGTH)


def _evidence(window: Window) -> tuple[Evidence, ...]:
    return (window.evidence(0, 64, "root offset, identifier ORTM and the first tables"),)


FORMAT = Format(
    id="onnxruntime_ort",
    title="ONNX Runtime model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/microsoft/onnxruntime/blob/main/onnxruntime/core/flatbuffers/schema/ort.fbs",
    examine=examine,
    signatures=(Signature(_IDENTIFIER, at=4),),
    suffixes=(".ort",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
