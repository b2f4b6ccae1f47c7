"""Files that say how weights were packed: quantize_config.json of GPTQ, quant_config.json of AWQ,
hf_quant_config.json of NVIDIA ModelOpt. A JSON object.
"""

from collections.abc import Mapping
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import quantization_text
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"desc_act"', b'"damp_percent"', b'"q_group_size"', b'"quant_algo"', b'"w_bit"')
_LARGEST = 1 << 20  # bytes: ModelOpt lists the layers that are left as they were
_FOREIGN = ("architectures", "model_type", "mapping", "pretrained_config")


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST:
        return None
    settings = read_settings(window)
    if settings is None or any(key in settings.values for key in _FOREIGN):
        return None
    values = settings.values
    packed = _packed(values)
    if not packed:
        return None
    facts = Facts(quantization=quantization_text({"quantization": packed}))
    producer = part(values, "producer")
    if name := text(producer, "name"):
        facts["producer"] = f"{name} {text(producer, 'version')}".strip()
    if base := text(values, "model_name_or_path"):
        facts["base_model"] = base
    facts["metadata"] = {
        **plain(values, ("model_name_or_path",)),
        **plain(part(values, "quantization")),
    }
    return describe("quantize_config", window, settings, facts, _WORDS)


def _packed(values: Mapping[str, Any]) -> dict[str, Any]:
    """What says how, with the method that the keys give away; empty where nothing does."""
    inner = part(values, "quantization")
    if text(inner, "quant_algo"):
        return inner
    bits, group = (
        whole(values, "bits", "w_bit"),
        values.get("group_size", values.get("q_group_size")),
    )
    if bits is None or not isinstance(group, int):
        return {}
    if "desc_act" in values or "damp_percent" in values:
        return {"quant_method": "gptq", **values}
    return {"quant_method": "awq", **values} if "zero_point" in values else {}


FORMAT = Format(
    id="quantize_config",
    title="Config of packed weights",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/transformers/quantization/overview",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
