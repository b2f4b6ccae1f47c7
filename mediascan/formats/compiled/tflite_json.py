"""TensorFlow Lite or Circle model as JSON, as flatc writes it of the flatbuffer.

{version, operator_codes: [{builtin_code, custom_code}], subgraphs: [{tensors: [{name, shape, type,
buffer}], operators: [{opcode_index}]}], buffers: [{data}]}. Circle has no version.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.graphs.json_nodes import objects, say_kinds, shape_of, with_weights
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, text, whole
from mediascan.reading.tensorflow.lite_operators import operator_name
from mediascan.reading.window import Window

_WORDS = (b'"operator_codes"',)


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    graphs, codes = objects(values.get("subgraphs")), objects(values.get("operator_codes"))
    if not codes or not any("tensors" in one for one in graphs):
        return None
    version = whole(values, "version")
    facts = Facts(framework="TensorFlow Lite" if version else "Circle")
    if version:
        facts["version"] = str(version)
    if about := text(values, "description"):
        facts["comment"] = about
    names = [_operator(one) for one in codes]
    counted: dict[str, int] = {}
    for one in (node for graph in graphs for node in objects(graph.get("operators"))):
        number = whole(one, "opcode_index") or 0
        if number < len(names):
            counted[names[number]] = counted.get(names[number], 0) + 1
    say_kinds(counted, facts)
    if custom := [name for one in codes if (name := text(one, "custom_code"))]:
        facts["custom_operators"] = custom[:LIST_LENGTH]
    tally = _tensors(values, graphs)
    if tally.count:
        tally.say(facts, whole=not settings.faults)
    found = describe("tflite_json", window, settings, facts, _WORDS)
    return with_weights(found, holds=tally.count > 0)


def _operator(code: dict[str, Any]) -> str:
    """The name of an operator; what is left out is the first one."""
    name = text(code, "custom_code") or text(code, "builtin_code", "deprecated_builtin_code")
    number = whole(code, "builtin_code", "deprecated_builtin_code") or 0
    return name or operator_name(number)


def _tensors(values: dict[str, Any], graphs: list[dict[str, Any]]) -> TensorTally:
    """The tensors whose buffer holds numbers."""
    tally = TensorTally()
    buffers = items(values, "buffers")
    counted: set[int] = set()
    for one in (tensor for graph in graphs for tensor in objects(graph.get("tensors"))):
        number = whole(one, "buffer") or 0
        buffer = buffers[number] if number < len(buffers) else None
        size = len(items(buffer, "data")) if isinstance(buffer, dict) else 0
        if size and number not in counted:
            counted.add(number)
            kind = (text(one, "type") or "FLOAT32").lower()
            tally.add(text(one, "name"), kind, shape_of(one.get("shape")), size=size)
    return tally


FORMAT = Format(
    id="tflite_json",
    title="TensorFlow Lite or Circle model as JSON",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
