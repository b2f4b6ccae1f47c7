"""Acuity model of VeriSilicon's NPUs: JSON with `MetaData` and `Layers`; weights lie beside it.

Layers: {name: {op, parameters, inputs, outputs}}. Rockchip's and Amlogic's tools write it too.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.graphs.json_nodes import count_kinds, objects, say_kinds
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text
from mediascan.reading.window import Window

_WORDS = (b'"MetaData"', b'"AcuityVersion"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    about, layers = part(settings.values, "MetaData"), part(settings.values, "Layers")
    counted = count_kinds(objects(layers), "op")
    if not about or not counted:
        return None
    facts = Facts(target="VeriSilicon NPU")
    if name := text(about, "Name"):
        facts["model_name"] = name
    if version := text(about, "AcuityVersion"):
        facts["producer"] = f"Acuity {version}"
    if platform := text(about, "Platform", "Org_Platform"):
        facts["framework"] = platform
    for word, kind in (("inputs", "input"), ("outputs", "output")):
        ends = [
            name
            for name, one in layers.items()
            if isinstance(one, dict) and text(one, "op").lower() == kind
        ]
        facts[word] = ends[:LIST_LENGTH]  # type: ignore[literal-required]  # words of Facts
    say_kinds({k: n for k, n in counted.items() if k.lower() not in ("input", "output")}, facts)
    facts["metadata"] = plain(about, ("Name", "AcuityVersion"))
    return describe("acuity", window, settings, facts, _WORDS)


FORMAT = Format(
    id="acuity",
    title="Acuity model (VeriSilicon)",
    kind=Kind.CONFIG,
    reference="https://github.com/VeriSilicon/acuity-models",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
