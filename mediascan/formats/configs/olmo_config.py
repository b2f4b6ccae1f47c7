"""config.json of OLMo-core: the whole training run, with the classes that make it. A JSON object.

Each part names its class under `_CLASS_`, as `olmo_core.nn.transformer.config.TransformerConfig`.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import size_facts
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import number, part, plain, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"olmo_core.',)


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    model = part(values, "model")
    classes = [text(one, "_CLASS_") for one in values.values() if isinstance(one, dict)]
    if not any(name.startswith("olmo") for name in classes) or not model:
        return None
    facts = Facts(framework="OLMo-core")
    if name := text(values, "run_name"):
        facts["model_name"] = name
    size_facts({**part(part(model, "block"), "attention", "sequence_mixer"), **model}, facts)
    _add_run(values, facts)
    if own := texts(one for one in classes if one and not one.startswith("olmo")):
        facts["needs_code"] = own
    facts["metadata"] = {**plain(values), **plain(model, ("_CLASS_",))}
    return describe("olmo_config", window, settings, facts, _WORDS)


def _add_run(values: dict[str, Any], facts: Facts) -> None:
    trainer = {**part(values, "trainer"), **part(values, "train_module")}
    optimizer = part(trainer, "optim") or part(values, "optim")
    if name := text(optimizer, "_CLASS_"):
        facts["optimizer"] = name
    if rate := number(optimizer, "lr"):
        facts["learning_rate"] = rate
    if (batch := whole(part(values, "data_loader"), "global_batch_size")) is not None:
        facts["batch_size"] = batch
    if (length := whole(part(values, "dataset"), "sequence_length")) is not None:
        facts["sequence_length"] = length


FORMAT = Format(
    id="olmo_config",
    title="OLMo-core training config",
    kind=Kind.CONFIG,
    reference="https://olmo-core.readthedocs.io/en/latest/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
