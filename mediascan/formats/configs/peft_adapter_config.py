"""adapter_config.json of PEFT: what an adapter changes, and in which model. A JSON object."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"peft_type"', b'"base_model_name_or_path"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    kind = text(values, "peft_type")
    if not kind or not ("base_model_name_or_path" in values or "task_type" in values):
        return None
    facts = Facts(adapter=kind)
    if base := text(values, "base_model_name_or_path"):
        facts["base_model"] = base
    if (rank := whole(values, "r")) is not None:
        facts["lora_rank"] = rank
    changed = items(values, "target_modules") + items(values, "modules_to_save")
    if names := texts(changed) or texts([values.get("target_modules")]):
        facts["target_modules"] = names
    if revision := text(values, "revision"):
        facts["revision"] = revision
    if version := text(values, "peft_version"):
        facts["producer"] = f"peft {version}"
    if outer := part(values, "auto_mapping"):
        facts["architecture"] = text(outer, "base_model_class")
    facts["metadata"] = plain(
        values, ("peft_type", "base_model_name_or_path", "r", "target_modules", "revision")
    )
    return describe("peft_adapter_config", window, settings, facts, _WORDS)


FORMAT = Format(
    id="peft_adapter_config",
    title="PEFT adapter config",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/peft/developer_guides/checkpoint",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
