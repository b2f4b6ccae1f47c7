"""Rockchip network as JSON: the graph that also stands at the end of an RKNN file.

{name, network_platform, target_platform, nodes: [{name, op, input, output}], const_tensor: [...]}
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, plain, text, texts
from mediascan.reading.window import Window

_WORDS = (b'"network_platform"', b'"const_tensor"', b'"norm_tensor"', b'"virtual_tensor"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    counted = count_kinds(objects(values.get("nodes")), "op")
    constants = objects(values.get("const_tensor"))
    platform = text(values, "network_platform", "ori_network_platform")
    if not counted or not (platform or constants):
        return None
    platforms = texts(items(values, "target_platform")) or [text(values, "target_platform")]
    facts = Facts(target=f"Rockchip {', '.join(platforms)}".strip())
    if name := text(values, "name"):
        facts["model_name"] = name
    if platform:
        facts["framework"] = platform
    if version := text(values, "version"):
        facts["version"] = version
    say_kinds(counted, facts)
    facts["tensor_count"] = len(constants)
    names = [name for one in constants[:LIST_LENGTH] if (name := text(one, "name", "url"))]
    facts["tensors"] = [{"name": name} for name in names]
    facts["metadata"] = plain(values, ("name", "version", "network_platform", "target_platform"))
    return describe("rknn_json", window, settings, facts, _WORDS)


FORMAT = Format(
    id="rknn_json",
    title="Rockchip RKNN network as JSON",
    kind=Kind.CONFIG,
    reference="https://github.com/airockchip/rknn-toolkit2",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
