"""checkpoint_metadata.json of nanotron: ranks, steps and samples of a training run. A JSON object.

`version`, `tp`, `dp`, `cp` or `pp`, and `metas` with what was consumed and of which data.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, short, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"metas"', b'"consumed_train_samples"')
_BY_FOLDER = "consumed_tokens_per_dataset_folder"
_OWN = ("consumed_train_samples", "consumed_tokens_total", "last_train_step")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    metas = part(values, "metas")
    if whole(values, "tp") is None or not any(key in metas for key in _OWN):
        return None
    facts = Facts(framework="nanotron")
    if (step := whole(metas, "last_train_step")) is not None:
        facts["training_step"] = step
    if (samples := whole(metas, "consumed_train_samples")) is not None:
        facts["samples_seen"] = samples
    if (tokens := whole(metas, "consumed_tokens_total")) is not None:
        facts["tokens_seen"] = tokens
    _add_ranks(values, facts)
    stages = items(metas, "data_stages")
    named = (part(one, _BY_FOLDER) for one in stages if isinstance(one, dict))
    if folders := texts(dict.fromkeys(folder for one in named for folder in one)):
        facts["data_paths"] = folders
    facts["metadata"] = {
        "version": short(values.get("version")),
        **_stages(stages),
    }
    return describe("nanotron_metadata", window, settings, facts, _WORDS)


def _add_ranks(values: dict[str, Any], facts: Facts) -> None:
    if (tensor := whole(values, "tp")) is not None:
        facts["tensor_parallel"] = tensor
    if (pipeline := whole(values, "pp")) is not None:
        facts["pipeline_parallel"] = pipeline
    if (data := whole(values, "dp")) is not None:
        facts["data_parallel"] = data
    if (context := whole(values, "cp")) is not None:
        facts["context_parallel"] = context


def _stages(stages: list[Any]) -> dict[str, str]:
    """What stands in the stages of the data, by the stage's name."""
    found: dict[str, str] = {}
    for number, stage in enumerate(stages[:8]):
        if isinstance(stage, dict):
            name = short(stage.get("name", number))
            found |= {f"{name}.{key}": value for key, value in plain(stage, ("name",)).items()}
    return found


FORMAT = Format(
    id="nanotron_metadata",
    title="Metadata of a nanotron checkpoint",
    kind=Kind.CONFIG,
    reference="https://github.com/huggingface/nanotron/blob/main/src/nanotron/serialize/metadata.py",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
