"""MNN model as JSON, as MNNDump2Json writes it of the flatbuffer.

{oplists: [{name, type, main_type, main, inputIndexes, outputIndexes}], tensorName, outputName,
sourceType, preferForwardType}. `main` holds the weights, where they were dumped.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds, with_weights
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts
from mediascan.reading.window import Window

_WORDS = (b'"oplists"',)
_NUMBERS = ("weight", "bias", "float32s", "int8s", "int32s", "uint8s", "slopeData")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    operators = objects(values.get("oplists"))
    counted = count_kinds(operators, "type", "main_type")
    names = items(values, "tensorName")
    if not counted or not (names or text(values, "sourceType")):
        return None
    facts = Facts(framework="MNN")
    if origin := text(values, "sourceType"):
        facts["producer"] = f"MNN converter, from {origin}"
    say_kinds(counted, facts)
    facts["outputs"] = texts(items(values, "outputName"))
    weights = sum(map(_weights, operators))
    if weights and not settings.faults:
        facts["parameter_count"] = weights
    facts["metadata"] = plain(values, ("sourceType", "outputName", "tensorName"))
    found = describe("mnn_json", window, settings, facts, _WORDS)
    return with_weights(found, holds=weights > 0)


def _weights(operator: dict[str, Any]) -> int:
    """Numbers that stand in one operator."""
    main = part(operator, "main")
    return sum(len(items(main, key)) for key in _NUMBERS)


FORMAT = Format(
    id="mnn_json",
    title="MNN model as JSON",
    kind=Kind.CONFIG,
    reference="https://github.com/alibaba/MNN/blob/master/schema/default/MNN.fbs",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
