"""Deeplearning4j network without its weights, `configuration.json` outside of its ZIP.

{confs: [{layer}]} is a chain of layers, {vertices: {name: {layerConf}}} a graph of them.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.java.network import add_layers, add_progress, architecture_of, layers_of
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, texts
from mediascan.reading.window import Window

_WORDS = (b'"org.deeplearning4j', b'"confs"', b'"vertexInputs"', b'"networkInputs"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    layers = layers_of(settings.values) if settings else []
    if settings is None or not layers:
        return None
    facts = Facts(framework="Deeplearning4j", architecture=architecture_of(settings.values))
    add_layers(facts, layers)
    add_progress(facts, settings.values)
    for word, key in (("inputs", "networkInputs"), ("outputs", "networkOutputs")):
        if ends := texts(items(settings.values, key)):
            facts[word] = ends  # type: ignore[literal-required]  # words of Facts
    return describe("dl4j_config", window, settings, facts, _WORDS)


FORMAT = Format(
    id="dl4j_config",
    title="Deeplearning4j network",
    kind=Kind.CONFIG,
    reference="https://deeplearning4j.konduit.ai/deeplearning4j/how-to-guides/model-persistence",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
