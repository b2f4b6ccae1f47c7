"""config.json of Hugging Face transformers: which network it is, and how large. A JSON object.

`architectures` names the classes, `model_type` the family; a network with pictures or sound has the
settings of its language part in `text_config`. `auto_map` names classes that come with the model
and are run when it is loaded.
"""

from collections.abc import Mapping
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.architecture.parameters import count
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import (
    ALL,
    quantization_text,
    size_count,
    size_facts,
)
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts
from mediascan.reading.window import Window

_WORDS = (b'"architectures"', b'"model_type"', b'"transformers_version"')
_LANGUAGE = ("text_config", "llm_config", "language_config", "thinker_config")
_SIZES = 3  # that a config without the class's name has at least
_TOLD = (*ALL, "architectures", "model_type", "_name_or_path", "torch_dtype", "dtype", "auto_map",
         "transformers_version", "quantization_config")  # fmt: skip


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None or not _is_config(settings.values):
        return None
    values = settings.values
    facts = Facts()
    names = texts(items(values, "architectures"))
    facts["architecture"] = names[0] if names else text(values, "model_type")
    language = part(values, *_LANGUAGE)
    size_facts({**language, **values} if language else values, facts)
    _add_origin(values, language, facts)
    counted = count(language)
    if counted and "config_parameter_count" not in facts:
        facts["metadata"] = {"language part parameters": str(counted.total), **facts["metadata"]}
    return describe("hf_config", window, settings, facts, _WORDS)


def _is_config(values: Mapping[str, Any]) -> bool:
    family, version = text(values, "model_type"), text(values, "transformers_version")
    if texts(items(values, "architectures")):
        return bool(family or version)
    enough = size_count({**part(values, *_LANGUAGE), **values}) >= _SIZES
    return bool(family) and (bool(version) or enough)


def _add_origin(values: Mapping[str, Any], language: Mapping[str, Any], facts: Facts) -> None:
    if packed := quantization_text(values):
        facts["quantization"] = packed
    if dtype := text(values, "dtype", "torch_dtype") or text(language, "dtype", "torch_dtype"):
        facts["dtype"] = dtype
    if origin := text(values, "_name_or_path"):
        facts["base_model"] = origin
    if code := texts(_classes(part(values, "auto_map"))):
        facts["needs_code"] = code
    if version := text(values, "transformers_version"):
        facts["producer"] = f"transformers {version}"
    more = plain(values, _TOLD)
    if family := text(values, "model_type"):
        more = {"model_type": family, **more}
    facts["metadata"] = more


def _classes(auto_map: Mapping[str, Any]) -> list[Any]:
    """What the map points to; a tokenizer has a slow and a fast class."""
    found: list[Any] = []
    for value in auto_map.values():
        found += value if isinstance(value, list) else [value]
    return found


FORMAT = Format(
    id="hf_config",
    title="Hugging Face model config",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/main_classes/configuration",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
