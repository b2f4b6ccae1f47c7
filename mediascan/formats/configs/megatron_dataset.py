"""`<hash>-GPTDataset-train-description.txt` of Megatron-LM: what a cached index was made from.

A JSON object of identifiers: class, path of the token ids, number of samples, split, seed, sequence
length, tokenizer; of a blend of datasets, a list of such objects with their weights.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"dataset_path"', b'"index_split"', b'"split_matrix"')
_TOLD = ("dataset_path", "num_samples", "sequence_length", "tokenizer")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    if not text(values, "class").endswith("Dataset"):
        return None
    some = [one for one in items(values, "datasets") if isinstance(one, dict)] or [values]
    if not all("dataset_path" in one for one in some):
        return None
    facts = Facts(framework="Megatron-LM", training_shape="token ids")
    facts["data_paths"] = texts(one.get("dataset_path") for one in some)[:LIST_LENGTH]
    facts["metadata"] = plain(values, _TOLD)
    _add_numbers(values, some, facts)
    return describe("megatron_dataset", window, settings, facts, _WORDS)


def _add_numbers(values: dict[str, Any], some: list[dict[str, Any]], facts: Facts) -> None:
    counts = [one for each in some if (one := whole(each, "num_samples")) is not None]
    samples = whole(values, "size") or sum(counts)
    if samples:
        facts["sample_count"] = samples
    length = whole(some[0], "sequence_length")
    if length:
        facts["sequence_length"] = length
    tokenizer = part(some[0], "tokenizer")
    if name := text(tokenizer, "class") or text(some[0], "tokenizer"):
        facts["tokenizer"] = name


FORMAT = Format(
    id="megatron_dataset",
    title="Description of a Megatron-LM dataset",
    kind=Kind.CONFIG,
    reference="https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/datasets/megatron_dataset.py",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".txt",),
    words=_WORDS,
    weak=True,
)
