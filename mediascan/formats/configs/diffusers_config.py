"""config.json of one part of a diffusers pipeline: its class and its sizes. A JSON object."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import quantization_text, size_facts
from mediascan.reading.settings.pipelines import pipeline_parts
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import plain, text
from mediascan.reading.window import Window

_WORDS = (b'"_diffusers_version"', b'"_class_name"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    name, version = text(values, "_class_name"), text(values, "_diffusers_version")
    if not name or not version or pipeline_parts(values):
        return None
    facts = Facts(architecture=name)
    size_facts(values, facts)
    if packed := quantization_text(values):
        facts["quantization"] = packed
    if origin := text(values, "_name_or_path"):
        facts["base_model"] = origin
    facts["producer"] = f"diffusers {version}"
    facts["metadata"] = plain(values, ("_class_name", "_diffusers_version", "_name_or_path"))
    return describe("diffusers_config", window, settings, facts, _WORDS)


FORMAT = Format(
    id="diffusers_config",
    title="Config of a diffusers model or scheduler",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/diffusers/api/configuration",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
