"""What Hugging Face datasets writes beside its tables: dataset_info, state and dataset_dict.json.

`dataset_info.json` has the columns and how many rows each split has, `state.json` names the files
of one split, `dataset_dict.json` the splits. Each is a JSON object.
"""

from collections.abc import Mapping
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.nature.say import say_nature
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, text, texts, whole
from mediascan.reading.window import Window

_WORDS = (b'"_fingerprint"', b'"_type"', b'"num_examples"', b'"splits"', b'"_data_files"')
_ABOUT = ("builder_name", "dataset_name", "config_name", "license", "homepage", "description")
_WRAPPED = {"Sequence": "list of", "LargeList": "list of", "List": "list of"}


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    facts = Facts(framework="Hugging Face datasets")
    if "_data_files" in values and "_fingerprint" in values:
        _add_state(values, facts)
    elif values.keys() == {"splits"} and texts(items(values, "splits")):
        facts["metadata"] = {"splits": ", ".join(texts(items(values, "splits")))[:TEXT_LENGTH]}
    elif not _add_infos(values, facts):
        return None
    return describe("hf_dataset_info", window, settings, facts, _WORDS)


def _add_state(values: Mapping[str, Any], facts: Facts) -> None:
    names = [text(one, "filename") for one in items(values, "_data_files") if isinstance(one, dict)]
    facts["shard_count"] = len(names)
    facts["shard_files"] = names[:LIST_LENGTH]
    keys = ("_split", "_fingerprint", "_format_type")
    facts["metadata"] = {key.strip("_"): shown for key in keys if (shown := text(values, key))}


def _add_infos(values: Mapping[str, Any], facts: Facts) -> bool:
    """Whether it is the description of a data set, or one of each of its configurations."""
    if _is_info(values):
        _add_info(values, facts)
        return True
    parts = {key: value for key, value in values.items() if isinstance(value, dict)}
    if not parts or len(parts) != len(values) or not all(map(_is_info, parts.values())):
        return False
    _add_info(next(iter(parts.values())), facts)
    facts["metadata"]["configurations"] = ", ".join(parts)[:TEXT_LENGTH]
    if counts := [_examples(one) for one in parts.values()]:
        facts["sample_count"] = sum(counts)
    return True


def _is_info(values: Mapping[str, Any]) -> bool:
    features, splits = part(values, "features"), part(values, "splits")
    typed = [one for one in features.values() if isinstance(one, (dict, list))]
    known = any("_type" in one or "dtype" in one for one in typed if isinstance(one, dict))
    counted = any(isinstance(one, dict) and "num_examples" in one for one in splits.values())
    written = bool({"citation", "builder_name", "dataset_size", "download_size"} & values.keys())
    return (known and (written or counted)) or (counted and written)


def _add_info(values: Mapping[str, Any], facts: Facts) -> None:
    features = part(values, "features")
    types = {key[:TEXT_LENGTH]: _type(value, 4) for key, value in features.items()}
    say_nature(facts, columns=types)
    if types:
        facts["columns"] = list(types)[:LIST_LENGTH]
        facts["column_types"] = dict(list(types.items())[:LIST_LENGTH])
    more = {key: shown for key in _ABOUT if (shown := text(values, key))}
    for name, split in list(part(values, "splits").items())[:LIST_LENGTH]:
        if isinstance(split, dict) and (count := whole(split, "num_examples")) is not None:
            more[f"examples of {name[:64]}"] = str(count)
    for key, value in list(features.items())[:LIST_LENGTH]:
        if isinstance(value, dict) and (names := texts(items(value, "names"))):
            more[f"labels of {key[:64]}"] = ", ".join(names)[:TEXT_LENGTH]
    if part(values, "splits"):
        facts["sample_count"] = _examples(values)
    if (size := whole(values, "dataset_size")) is not None:
        facts["declared_bytes"] = size
    facts["metadata"] = more


def _examples(values: Mapping[str, Any]) -> int:
    splits = [one for one in part(values, "splits").values() if isinstance(one, dict)]
    return sum(whole(one, "num_examples") or 0 for one in splits)


def _type(value: Any, depth: int) -> str:
    """A feature in short: "string", "list of int32", "ClassLabel"."""
    if isinstance(value, list) and value and depth:
        return f"list of {_type(value[0], depth - 1)}"
    if not isinstance(value, dict) or not depth:
        return "?"
    kind = text(value, "_type")
    if kind in _WRAPPED:
        return f"{_WRAPPED[kind]} {_type(value.get('feature'), depth - 1)}"
    if kind in ("", "Value"):
        return text(value, "dtype") or "object"
    return kind


FORMAT = Format(
    id="hf_dataset_info",
    title="Description of a Hugging Face dataset",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/datasets/package_reference/main_classes",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
