"""A model of MindSpore (.mindir): protobuf with graph, parameters, primitives, parallel layout.

ModelProto {1 ir_version, 2 "MindSpore", 3 its version, 4 domain, 5 model_version, 7 graph,
8 functions, 10 little_endian, 11 parallel, 12 primitives {1 name, 2 op_type}, 13 mind_ir_version,
14 user_info}. Parameters of more than 1 GiB lie in other files, which the graph names.
"""

import re
from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message, numbers
from mediascan.reading.mindspore.graph import Graph, text_of
from mediascan.reading.window import Window

_PRODUCER = b"\x12\x09MindSpore"
_TEXTS = {1: "ir_version", 3: "producer_version", 4: "domain", 5: "model_version", 6: "doc_string"}
_MESSAGES = {2, 7, 8, 9, 11, 12, 14, *_TEXTS}
_CLASS = re.compile(r"([A-Za-z0-9]+)_construct(?:_|$)", re.ASCII)  # of Python, in a graph's name
_MOST = 1 << 20
_SPELLED = 4


@dataclass(slots=True)
class _Model:
    """What was read so far."""

    texts: dict[str, str] = field(default_factory=dict)
    graph: Graph = field(default_factory=Graph)
    graphs: int = 0
    primitives: dict[str, str] = field(default_factory=dict)  # name -> operator
    user: dict[str, str] = field(default_factory=dict)
    layouts: int = 0
    devices: int = 0  # the most that one layout names
    missing: int = 0


def examine(window: Window) -> Finding | None:
    if _PRODUCER not in window.upto(0, 64):
        return None
    model = _Model()
    facts = Facts(framework="MindSpore")
    faults: list[Fault] = []
    try:
        _read(window, model)
    except InputFault as bad:
        faults.append(fault_of(bad, "the model was not read to its end: "))
        if model.missing:
            facts["missing_bytes"] = model.missing
    if not model.graph.node_count:
        return None
    _say(facts, model, whole=not faults)
    faults += [Fault(FaultKind.MALFORMED, text) for text in model.graph.wrong[:_SPELLED]]
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "version, producer, start of the graph"),)
    held = model.graph.stored or model.graph.locations
    kind = Kind.CHECKPOINT if held else Kind.CONFIG
    links = tuple(_links(model.graph))
    return Finding("mindir", kind, sure, facts, evidence, tuple(faults), links)


def _read(window: Window, model: _Model) -> None:
    for one in fields(window, _MOST):
        model.missing = one.missing
        if one.number in _TEXTS and one.wire == LEN:
            model.texts[_TEXTS[one.number]] = text_of(window, one)
        elif one.number in {7, 8} and one.wire == LEN:
            model.graph.read(message(window, one))
            model.graphs += 1
        elif one.number in _MESSAGES and one.wire == LEN:
            _take(window, model, one)
        elif one.number not in {10, 13} or one.wire != VARINT:
            raise Malformed(f"field {one.number} of type {one.wire} in a model")
        elif one.number == 13:
            model.texts["mind_ir_version"] = str(one.value)
        if one.missing:
            raise Truncated(f"{one.missing} bytes of the model are missing")


def _take(window: Window, model: _Model, one: Field) -> None:
    """Primitives, pairs of the user, layouts."""
    inside = message(window, one)
    if one.number in {12, 14}:
        pair = {1: "", 2: ""}
        for part in fields(inside, _MOST):
            if part.number in pair and part.wire == LEN:
                pair[part.number] = text_of(inside, part)
        known = model.primitives if one.number == 12 else model.user
        if len(known) < 16 * LIST_LENGTH:
            known[pair[1]] = pair[2]
    elif one.number == 11:
        for layout in fields(inside, _MOST):
            model.layouts += 1
            _layout(message(inside, layout), model)


def _layout(window: Window, model: _Model) -> None:
    """A LayoutProto {1 name, 2 device arrangement, ...}."""
    devices = 1
    for part in fields(window, _MOST):
        if part.number == 2:
            for size in numbers(window, part, LIST_LENGTH):
                devices = min(devices * size, 1 << 40)
    model.devices = max(model.devices, devices)


def _say(facts: Facts, model: _Model, *, whole: bool) -> None:
    graph = model.graph
    facts["producer"] = f"MindSpore {model.texts.get('model_version', '')}".strip()
    facts["version"] = model.texts.get("mind_ir_version") or model.texts.get("ir_version", "")
    if graph.name:
        facts["model_name"] = graph.name
        if found := _CLASS.search(graph.name):
            facts["architecture"] = found[1]
    graph.tally.say(facts, whole=whole)
    facts["node_count"] = graph.node_count
    used: dict[str, int] = {}
    for kind, count in graph.operators.items():
        name = model.primitives.get(kind.removeprefix("REF::"), kind)
        used[name] = used.get(name, 0) + count
    ranked = sorted(used.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    facts["inputs"] = graph.inputs
    facts["outputs"] = graph.outputs
    if model.layouts:
        facts["world_size"] = model.devices
    if model.user:
        facts["metadata"] = dict(list(model.user.items())[:LIST_LENGTH])
        for key, value in model.user.items():
            graph.traces.add(value, key)
    graph.traces.say(facts)
    if graph.dates:
        facts["dates"] = [*facts.get("dates", []), *graph.dates]


def _links(graph: Graph) -> list[Link]:
    paths = list(graph.locations)
    return [
        Link("external-data", path, index, len(paths), from_name=False)
        for index, path in enumerate(paths)
    ]


FORMAT = Format(
    id="mindir",
    title="MindSpore model (MindIR)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/mindspore-ai/mindspore/blob/master/mindspore/core/proto/mind_ir.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".mindir",),
    words=(_PRODUCER,),
    weak=True,
    limits=Limits(total=512 * MIB, reads=400_000, depth=32, seconds=30.0),
)
