"""Hailo network without its weights, `.hn`: JSON {name, net_params, layers}."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.graphs.hailo import say_network
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.window import Window

_WORDS = (b'"net_params"',)


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    facts = Facts()
    if settings is None or not say_network(settings.values, facts):
        return None
    return describe("hailo_hn", window, settings, facts, _WORDS)


FORMAT = Format(
    id="hailo_hn",
    title="Hailo network",
    kind=Kind.CONFIG,
    reference="https://github.com/hailo-ai/hailo_model_zoo",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".hn",),
    words=_WORDS,
    weak=True,
)
