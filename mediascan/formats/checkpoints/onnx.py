"""ONNX: a model as protobuf, without a magic. ModelProto: version, who wrote it, graph, opsets.

What makes sure that it is ONNX: the first field is an `ir_version` from 1 to 20, each field before
the graph has the number, the type and the form that the schema gives it, and the graph starts with
nodes or weights that are whole and legal in each of their own fields: three of these, or one in a
whole graph that opsets follow. Chance gets so far in less than one file of a million. The walk up
to the last byte then tells a whole model from a damaged one. Weights may lie in other files; the
model links to those. Some programs write the size of the model before it, in 4 bytes.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message, signed
from mediascan.reading.onnx.graph import GraphReader
from mediascan.reading.onnx.tensors import read_pair, read_text
from mediascan.reading.window import Window

_VERSION, _PRODUCER, _PRODUCER_VERSION, _DOMAIN, _MODEL_VERSION = 1, 2, 3, 4, 5
_GRAPH, _OPSET, _METADATA, _TRAINING, _FUNCTION = 7, 8, 14, 20, 25
_WIRES = {
    _VERSION: VARINT,
    _PRODUCER: LEN,
    _PRODUCER_VERSION: LEN,
    _DOMAIN: LEN,
    _MODEL_VERSION: VARINT,
    6: LEN,  # doc_string
    _GRAPH: LEN,
    _OPSET: LEN,
    _METADATA: LEN,
    _TRAINING: LEN,
    _FUNCTION: LEN,
    26: LEN,  # configuration
}
_TEXTS = (_PRODUCER, _PRODUCER_VERSION, _DOMAIN)
_NEWEST = 20  # ir_version; 13 was the newest in 2026
_OPSETS_SINCE = 3  # ir_version from which on a model must name its opsets
_MOST_FIELDS = 1 << 20
_PROOF = 3  # nodes and tensors; made-up protobuf with ONNX's field numbers had one by chance
_PREFIX = 4  # bytes of the size that may stand before the model
_BEFORE_GRAPH = 64  # fields; the schema has six


@dataclass(slots=True)
class _Model:
    """What was read so far."""

    version: int = 0
    texts: dict[int, str] = field(default_factory=dict)
    producer_at: tuple[int, int] = (0, 0)  # offset and length
    odd: bool = False  # a text holds what no writer puts there
    graph: GraphReader = field(default_factory=GraphReader)
    graph_size: int = -1  # as announced; -1 before it was met
    whole_graph: bool = False
    opsets: dict[str, int] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    training_at: int = -1
    missing: int = 0
    end: int = 0  # behind the last field that was read

    @property
    def proven(self) -> bool:
        """Whether so much of it is legal that it cannot be another kind of protobuf."""
        parts = self.graph.node_count + self.graph.tensor_count
        whole = self.whole_graph and bool(self.opsets)
        if self.odd:
            return parts > 1 and whole
        return parts >= _PROOF or (parts > 0 and whole)


def examine(window: Window) -> Finding | None:
    if _may_be_onnx(window):
        return _examine(window)
    if window.size > _PREFIX and window.cursor().number("I") >= window.size - _PREFIX:
        inner = window.cut(_PREFIX, window.size - _PREFIX)
        return _examine(inner) if _may_be_onnx(inner) else None
    return None


def _examine(window: Window) -> Finding | None:
    model = _Model()
    stopped = _walk(window, model)
    if not model.proven:
        return None
    facts = _facts(model)
    faults = [Fault(FaultKind.MALFORMED, one) for one in model.graph.wrong]
    confidence = Confidence.PARSED
    if stopped:
        faults.append(_told(stopped, model, window.size, facts))
        if not model.whole_graph and faults[-1].kind is FaultKind.MALFORMED:
            confidence = Confidence.MAGIC
    elif model.version >= _OPSETS_SINCE and not model.opsets:
        faults.append(Fault(FaultKind.MALFORMED, "the model names no opset"))
    elif not faults:
        confidence = Confidence.CONSISTENT
    evidence = tuple(_evidence(model, window))
    links = tuple(_links(model))
    return Finding("onnx", Kind.CHECKPOINT, confidence, facts, evidence, tuple(faults), links)


def _may_be_onnx(window: Window) -> bool:
    """Whether the first two fields can be those of a model: most other files end here."""
    head = window.upto(0, 3)
    if len(head) < 3 or head[0] != _VERSION << 3 or not 1 <= head[1] <= _NEWEST:
        return False
    number, wire = head[2] >> 3, head[2] & 7
    return 2 <= number <= _OPSET and _WIRES[number] == wire


def _walk(window: Window, model: _Model) -> InputFault | None:
    """What stopped the walk; what was read before is in `model`."""
    count = 0
    try:
        for one in fields(window, _MOST_FIELDS):
            count += 1
            if model.graph_size < 0 and count > _BEFORE_GRAPH:
                raise Malformed("no graph among the first fields")
            model.missing = one.missing
            _take(window, model, one)
            if one.missing:
                raise Truncated(f"at least {one.missing} bytes are missing")
            model.end = one.at + one.size
    except InputFault as stopped:
        return stopped
    return None


def _take(window: Window, model: _Model, one: Field) -> None:
    """Take one field of the model into `model`."""
    if _WIRES.get(one.number) != one.wire:
        raise Malformed(f"field {one.number} of type {one.wire} in a model")
    if one.number == _VERSION:
        model.version = one.value
    elif one.number in _TEXTS:
        _take_text(window, model, one)
    elif one.number == _MODEL_VERSION:
        model.texts[_MODEL_VERSION] = str(signed(one.value))
    elif one.number == _GRAPH:
        if model.graph_size >= 0:
            raise Malformed("a second graph")
        model.graph_size = one.size
        model.graph.read(message(window, one), cut=one.missing > 0)
        model.whole_graph = not one.missing
    elif one.number == _TRAINING:
        model.training_at = one.at
    elif not one.missing:
        _take_message(window, model, one)


def _take_text(window: Window, model: _Model, one: Field) -> None:
    """A short text. Other formats that start alike have a message there, which does not print.

    Readers of ONNX do not mind, so a graph behind it may still prove a model.
    """
    text = read_text(window, one)
    if one.missing or "\0" in text:
        raise Malformed(f"field {one.number} of a model is no text")
    model.odd = model.odd or not text.isprintable()
    model.texts[one.number] = text
    if one.number == _PRODUCER:
        model.producer_at = (one.at, one.size)


def _take_message(window: Window, model: _Model, one: Field) -> None:
    if one.number == _OPSET:
        domain, version = _opset(message(window, one))
        if len(model.opsets) < LIST_LENGTH:
            model.opsets[domain or "ai.onnx"] = version
    elif one.number == _METADATA:
        key, value = read_pair(message(window, one))
        if len(model.metadata) < LIST_LENGTH:
            model.metadata[key] = value
    elif one.number == _FUNCTION:
        model.graph.read_function(message(window, one))


def _opset(window: Window) -> tuple[str, int]:
    """Domain and version of an OperatorSetIdProto."""
    domain, version = "", 0
    for one in fields(window, 8):
        if (one.number, one.wire) == (1, LEN) and not one.missing:
            domain = read_text(window, one)
        elif (one.number, one.wire) == (2, VARINT):
            version = signed(one.value)
        else:
            raise Malformed(f"field {one.number} in an opset")
    return domain, version


def _told(stopped: InputFault, model: _Model, size: int, facts: Facts) -> Fault:
    """The fault that says where the walk stopped and why."""
    if isinstance(stopped, LimitExceeded):
        return Fault(FaultKind.LIMIT, f"the model was not read to its end: {stopped}")
    if model.missing and isinstance(stopped, Truncated):
        facts["missing_bytes"] = model.missing
        return Fault(FaultKind.TRUNCATED, f"the file is cut short: {stopped}")
    if model.whole_graph and model.opsets:
        facts["trailing_bytes"] = size - model.end
        message_text = f"{size - model.end} bytes behind the model: {stopped}"
        return Fault(FaultKind.MALFORMED, message_text)
    return Fault(FaultKind.MALFORMED, f"damaged behind byte {model.end}: {stopped}")


def _facts(model: _Model) -> Facts:
    graph = model.graph
    facts = graph.fingerprint.facts()
    facts["version"] = str(model.version)
    facts["operators"] = _top(graph.operators)
    if producer := " ".join(filter(None, map(model.texts.get, (_PRODUCER, _PRODUCER_VERSION)))):
        facts["producer"] = producer
    if graph.name:
        facts["model_name"] = graph.name
    if model.opsets:
        facts["opsets"] = model.opsets
    if graph.tensors:
        facts["tensors"] = graph.tensors
    if model.whole_graph:  # sums over a part of the tensors would be taken for the whole
        facts["tensor_count"] = graph.tensor_count
        facts["parameter_count"] = sum(graph.parameters.values())
        facts["dtypes"] = graph.parameters
        facts["declared_bytes"] = graph.data_bytes
        if graph.optimizer_values:
            facts["optimizer_value_count"] = graph.optimizer_values
    facts["optimizer_state"] = model.training_at >= 0 or bool(graph.optimizer_names)
    if facts["optimizer_state"]:
        info = ["training_info"] if model.training_at >= 0 else []
        facts["optimizer_evidence"] = info + graph.optimizer_names
    if metadata := _metadata(model):
        facts["metadata"] = metadata
    return facts


def _top(operators: dict[str, int]) -> dict[str, int]:
    """The operators that are used most, in a stable order."""
    return dict(sorted(operators.items(), key=lambda item: (-item[1], item[0]))[:LIST_LENGTH])


def _metadata(model: _Model) -> dict[str, str]:
    """What the model says about itself, then what its author added."""
    own = {
        "domain": model.texts.get(_DOMAIN, ""),
        "model_version": model.texts.get(_MODEL_VERSION, ""),
        "inputs": ", ".join(model.graph.inputs),
        "outputs": ", ".join(model.graph.outputs),
    }
    for path, (tensors, size) in model.graph.locations.items():
        own[f"external data in {path}"] = f"{tensors} tensors, {size} bytes"
    return {key: value for key, value in own.items() if value} | model.metadata


def _links(model: _Model) -> list[Link]:
    """One link for each file that holds numbers of the model's tensors."""
    paths = list(model.graph.locations)
    count = len(paths) if model.whole_graph else 0
    return [
        Link("external-data", path, index, count, from_name=False)
        for index, path in enumerate(paths)
    ]


def _evidence(model: _Model, window: Window) -> list[Evidence]:
    found = [window.evidence(0, 8, "ir_version and the start of the next field")]
    at, length = model.producer_at
    if length:
        found.append(window.evidence(at, length, "producer_name"))
    for place, meaning in (
        (model.graph.node_at, "first node"),
        (model.graph.tensor_at, "first tensor"),
        (model.graph.location_at, "first tensor whose data is in another file"),
        (model.training_at, "training_info"),
        (model.graph.optimizer_at, "tensor with a name that only optimizer state has"),
    ):
        if place >= 0:
            found.append(window.evidence(place - window.base, 64, meaning))
    return found


FORMAT = Format(
    id="onnx",
    title="ONNX model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto",
    examine=examine,
    signatures=(Signature(b"\x08"), Signature(b"\x08", at=_PREFIX)),
    suffixes=(".onnx",),
    weak=True,
    limits=Limits(total=512 * MIB, depth=64, seconds=30.0),
)
