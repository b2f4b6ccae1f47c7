"""Config of DeepSpeed: batch sizes, precision and how ZeRO splits a model. A JSON object."""

from collections.abc import Mapping
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import number, part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (
    b'"zero_optimization"',
    b'"train_micro_batch_size_per_gpu"',
    b'"gradient_accumulation_steps"',
)
_OWN = ("zero_optimization", "train_micro_batch_size_per_gpu", "train_batch_size",
        "gradient_accumulation_steps", "gradient_clipping", "steps_per_print",
        "wall_clock_breakdown", "zero_allow_untested_optimizer", "activation_checkpointing",
        "flops_profiler", "communication_data_type")  # fmt: skip


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    zero = part(values, "zero_optimization")
    count = sum(key in values for key in _OWN)
    sure = "stage" in zero or "train_micro_batch_size_per_gpu" in values
    if "model_type" in values or not (sure and count) or (count < 2 and "stage" not in zero):
        return None
    facts = Facts(framework="DeepSpeed")
    if (stage := whole(zero, "stage")) is not None:
        facts["zero_stage"] = stage
    _add_run(values, facts)
    more = plain(values, ("train_batch_size", "train_micro_batch_size_per_gpu"))
    for name in ("offload_optimizer", "offload_param"):
        if device := text(part(zero, name), "device"):
            more[f"{name}.device"] = device
    if more:
        facts["metadata"] = more
    return describe("deepspeed_config", window, settings, facts, _WORDS)


def _add_run(values: Mapping[str, Any], facts: Facts) -> None:
    for name in ("bf16", "fp16"):
        if part(values, name).get("enabled") in (True, "auto"):
            facts.setdefault("precision", name)
    if (batch := whole(values, "train_batch_size")) is not None:
        facts["batch_size"] = batch
    if (small := whole(values, "train_micro_batch_size_per_gpu")) is not None:
        facts["micro_batch_size"] = small
    optimizer = part(values, "optimizer")
    if name := text(optimizer, "type"):
        facts["optimizer"] = name
    if rate := number(part(optimizer, "params"), "lr"):
        facts["learning_rate"] = rate


FORMAT = Format(
    id="deepspeed_config",
    title="DeepSpeed config",
    kind=Kind.CONFIG,
    reference="https://www.deepspeed.ai/docs/config-json/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
