"""config.json of a TensorRT-LLM checkpoint or engine: the network and its ranks. A JSON object.

A checkpoint has `architecture` and `mapping` at the top, an engine under `pretrained_config`, with
`build_config` beside it. `rankN.safetensors` or `rankN.engine` hold the weights.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import ALL, quantization_text, size_facts
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"pretrained_config"', b'"mapping"', b'"producer"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    outer = settings.values
    values = part(outer, "pretrained_config") or outer
    mapping = part(values, "mapping")
    if not text(values, "architecture") or whole(mapping, "world_size", "tp_size") is None:
        return None
    facts = Facts(architecture=text(values, "architecture"), framework="TensorRT-LLM")
    if version := text(outer, "version"):
        facts["producer"] = f"TensorRT-LLM {version}"
    size_facts(values, facts)
    if dtype := text(values, "dtype"):
        facts["dtype"] = dtype
    if packed := quantization_text(values):
        facts["quantization"] = packed
    _add_ranks(mapping, facts)
    built = plain(part(outer, "build_config"))
    facts["metadata"] = {**plain(values, (*ALL, "architecture", "dtype")), **built}
    return describe("trtllm_config", window, settings, facts, _WORDS)


def _add_ranks(mapping: dict[str, Any], facts: Facts) -> None:
    if (ranks := whole(mapping, "world_size")) is not None:
        facts["world_size"] = ranks
    if (rank := whole(mapping, "rank")) is not None:
        facts["rank"] = rank
    if (tensor := whole(mapping, "tp_size")) is not None:
        facts["tensor_parallel"] = tensor
    if (pipeline := whole(mapping, "pp_size")) is not None:
        facts["pipeline_parallel"] = pipeline
    if (context := whole(mapping, "cp_size")) is not None:
        facts["context_parallel"] = context
    if (expert := whole(mapping, "moe_ep_size")) is not None:
        facts["expert_parallel"] = expert


FORMAT = Format(
    id="trtllm_config",
    title="TensorRT-LLM config",
    kind=Kind.CONFIG,
    reference="https://nvidia.github.io/TensorRT-LLM/legacy/architecture/checkpoint.html",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
