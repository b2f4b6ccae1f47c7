"""A Hailo network (.hn): layers by name, each with its type, shapes and original names.

Source: the JSON that hailo_sdk_common writes; https://github.com/hailo-ai
"""

from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds
from mediascan.reading.settings.values import part, plain, text

_ENDS = ("input_layer", "output_layer")


def say_network(values: dict[str, Any], facts: Facts) -> bool:
    """Tell the network that `values` is; False where it is none."""
    layers, settings = part(values, "layers"), part(values, "net_params")
    counted = count_kinds(objects(layers), "type")
    if not counted or not settings or not text(values, "name"):
        return False
    facts["target"] = "Hailo"
    facts["model_name"] = text(values, "name")
    say_kinds({key: uses for key, uses in counted.items() if key not in _ENDS}, facts)
    for word, kind in (("inputs", _ENDS[0]), ("outputs", _ENDS[1])):
        ends = [name for name, one in layers.items() if _is(one, kind)]
        facts[word] = ends[:LIST_LENGTH]  # type: ignore[literal-required]  # words of Facts
    facts["metadata"] = plain(settings)
    return True


def _is(layer: Any, kind: str) -> bool:
    return isinstance(layer, dict) and layer.get("type") == kind
