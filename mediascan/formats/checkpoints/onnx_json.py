"""ONNX model as JSON, protobuf's own form of it: {irVersion, graph: {node, initializer}}.

Sizes are texts, numbers of weights base64 (`rawData`) or lists. Weights may lie in other files.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.graphs.json_nodes import (
    count_kinds,
    names_of,
    objects,
    say_kinds,
    shape_of,
    with_weights,
)
from mediascan.reading.onnx.tensors import type_name
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text
from mediascan.reading.window import Window

_WORDS = (b'"opType"', b'"irVersion"')
_KNOWN = ("irVersion", "producerName", "producerVersion", "docString")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    graph = part(values, "graph")
    counted = count_kinds(objects(graph.get("node")), "opType")
    weights = objects(graph.get("initializer"))
    if "irVersion" not in values or not (counted or weights):
        return None
    facts = Facts(version=str(values["irVersion"])[:20])
    if producer := text(values, "producerName"):
        facts["producer"] = f"{producer} {text(values, 'producerVersion')}".strip()
    if name := text(graph, "name"):
        facts["model_name"] = name
    if comment := text(values, "docString"):
        facts["comment"] = comment
    facts["opsets"] = _opsets(values)
    say_kinds(counted, facts)
    facts["inputs"], facts["outputs"] = names_of(graph.get("input")), names_of(graph.get("output"))
    tally = TensorTally()
    for one in weights:
        kind = one.get("dataType")
        dtype = type_name(kind) if type(kind) is int else ""
        tally.add(text(one, "name"), dtype, shape_of(one.get("dims")))
    tally.say(facts, whole=not settings.faults)
    pairs = {text(one, "key"): text(one, "value") for one in objects(values.get("metadataProps"))}
    facts["metadata"] = dict(list({**plain(values, _KNOWN), **pairs}.items())[:LIST_LENGTH])
    found = describe("onnx_json", window, settings, facts, _WORDS)
    return with_weights(found, holds=bool(weights))


def _opsets(values: dict[str, Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in objects(values.get("opsetImport"))[:LIST_LENGTH]:
        version = str(one.get("version", ""))
        if version.isdecimal() and len(version) < 10:
            found[text(one, "domain") or "ai.onnx"] = int(version)
    return found


FORMAT = Format(
    id="onnx_json",
    title="ONNX model as JSON",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/onnx/onnx/blob/main/onnx/serialization.py",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json", ".onnxjson"),
    words=_WORDS,
    weak=True,
)
