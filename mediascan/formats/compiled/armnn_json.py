"""Arm NN network as JSON, as flatc writes it: {layers: [{layer_type, layer}], inputIds, outputIds}.

Constant layers hold the weights.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds, with_weights
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, plain
from mediascan.reading.window import Window

_WORDS = (b'"layer_type"', b'"bindingIdsScheme"', b'"featureVersions"')
_CONSTANT = "ConstantLayer"


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    counted = count_kinds(objects(values.get("layers")), "layer_type")
    whole = bool(items(values, "inputIds") and items(values, "outputIds"))
    if not counted or not (whole or settings.faults):
        return None
    if not any(name.endswith("Layer") for name in counted):
        return None
    facts = Facts(framework="Arm NN")
    say_kinds(counted, facts)
    facts["inputs"] = [str(one) for one in items(values, "inputIds") if type(one) is int][:64]
    facts["outputs"] = [str(one) for one in items(values, "outputIds") if type(one) is int][:64]
    if _CONSTANT in counted:
        facts["tensor_count"] = counted[_CONSTANT]
    facts["metadata"] = plain(values, ("inputIds", "outputIds"))
    found = describe("armnn_json", window, settings, facts, _WORDS)
    return with_weights(found, holds=_CONSTANT in counted)


FORMAT = Format(
    id="armnn_json",
    title="Arm NN network as JSON",
    kind=Kind.CONFIG,
    reference="https://github.com/ARM-software/armnn/blob/main/src/armnnSerializer/ArmnnSchema.fbs",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
