"""dataset_info.json and features.json of TensorFlow Datasets: how many samples, and of what.

The first is the proto DatasetInfo as JSON: its name and version, and for each split the number of
samples of each shard. The second is a tree of `pythonClassName` that names the features.
"""

from collections.abc import Iterator
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.training_columns import training_shape
from mediascan.reading.settings.json_object import STARTS, Settings, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text
from mediascan.reading.window import Window

_WORDS = (b'"fileFormat"', b'"moduleName"', b'"shardLengths"', b'"pythonClassName"')
_NESTED = 8  # levels of features
_DIGITS = 18  # of an int64 in JSON


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    facts = Facts(framework="TensorFlow Datasets")
    if _is_info(values):
        _add_splits(values, facts)
    elif text(values, "pythonClassName").startswith("tensorflow_datasets."):
        _add_features(values, facts)
    else:
        return None
    return describe("tfds_info", window, Settings(values, settings.faults), facts, _WORDS)


def _is_info(values: dict[str, Any]) -> bool:
    splits = items(values, "splits")
    named = bool(splits) and all(isinstance(one, dict) and text(one, "name") for one in splits)
    return (
        named and bool(text(values, "name")) and any(items(one, "shardLengths") for one in splits)
    )


def _add_splits(values: dict[str, Any], facts: Facts) -> None:
    """Exact numbers: those of each shard of each split."""
    facts["metadata"] = plain(values, ("version", "citation", "releaseNotes"))
    if version := text(values, "version"):
        facts["version"] = version
    samples = shards = size = 0
    for one in items(values, "splits"):
        lengths = [_number(length) for length in items(one, "shardLengths")]
        samples += sum(lengths)
        shards += len(lengths)
        size += (held := _number(one.get("numBytes")))
        if len(facts["metadata"]) < LIST_LENGTH:
            told = f"{sum(lengths)} samples in {len(lengths)} shards, {held} bytes"
            facts["metadata"][f"split {text(one, 'name')}"] = told
    facts["sample_count"] = samples
    facts["shard_count"] = shards
    if size:
        facts["declared_bytes"] = size
    keys = items(part(part(values, "supervisedKeys"), "tuple"), "items")
    names = [text(one, "featureKey") for one in keys[:LIST_LENGTH] if isinstance(one, dict)]
    if names := [one for one in names if one]:
        facts["columns"] = names
        facts["training_shape"] = training_shape(names) or "input and target"


def _number(value: Any) -> int:
    """An int64, which JSON of a proto spells as a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        return int(value)
    return value if isinstance(value, int) and value > 0 else 0


def _add_features(values: dict[str, Any], facts: Facts) -> None:
    types: dict[str, str] = {}
    classes = 0
    for name, one in _features(values, _NESTED):
        if len(types) < LIST_LENGTH:
            types[name] = _type(one)
        classes = classes or _number(part(one, "classLabel").get("numClasses"))
    facts["columns"] = list(types)
    facts["column_types"] = types
    if classes:
        facts["class_count"] = classes
    if shape := training_shape(one.removeprefix("steps/").partition("/")[0] for one in types):
        facts["training_shape"] = shape


def _features(values: dict[str, Any], depth: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The features without those that only hold others, and their names as TFRecord has them."""
    inner = part(part(values, "featuresDict"), "features")
    if repeated := part(part(values, "sequence"), "feature"):
        inner = {"": repeated} if part(repeated, "featuresDict") else {}
    if not inner or not depth:
        yield "", values
        return
    for name, one in inner.items():
        if isinstance(one, dict):
            for below, leaf in _features(one, depth - 1):
                yield "/".join(filter(None, (name, below))), leaf


def _type(values: dict[str, Any]) -> str:
    """Its class, and the type and shape of its values where they are told."""
    words = [text(values, "pythonClassName").rpartition(".")[2]]
    for key in ("tensor", "image", "audio", "text", "video"):
        about = part(values, key)
        words += filter(None, (text(about, "dtype"), text(about, "encodingFormat")))
        if sizes := items(part(about, "shape"), "dimensions"):
            words.append(f"[{', '.join(str(one)[:20] for one in sizes[:8])}]")
    return " ".join(words)


FORMAT = Format(
    id="tfds_info",
    title="TensorFlow Datasets description",
    kind=Kind.CONFIG,
    reference="https://github.com/tensorflow/datasets/blob/master/tensorflow_datasets/core/proto/dataset_info.proto",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
