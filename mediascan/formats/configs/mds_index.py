"""index.json of a MosaicML Streaming dataset: every shard with its samples, bytes and columns."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.records.encodings import say_columns, say_tokens
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"raw_data"', b'"zip_data"', b'"column_encodings"', b'"column_names"')


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    shards = [one for one in items(settings.values, "shards") if _is_shard(one)]
    if not shards or len(shards) != len(items(settings.values, "shards")):
        return None
    samples = sum(whole(one, "samples") or 0 for one in shards)
    facts = Facts(
        framework="MosaicML Streaming",
        sample_count=samples,
        shard_count=len(shards),
        declared_bytes=sum(whole(_file(one), "bytes") or 0 for one in shards),
    )
    first = shards[0]
    types = {
        str(name): str(encoding)
        for name, encoding in zip(
            items(first, "column_names"), items(first, "column_encodings"), strict=False
        )
    }
    if types:
        say_columns(facts, types)
        say_tokens(facts, types, samples)
    names = [text(_file(one), "basename") for one in shards]
    facts["shard_files"] = [name for name in names if name][:LIST_LENGTH]
    facts["metadata"] = plain(first, ("samples", "column_names", "column_encodings"))
    links = tuple(
        Link("external-data", name, number, len(shards), from_name=False)
        for number, name in enumerate(names[:LIST_LENGTH])
        if name
    )
    settings.values.clear()  # what is left inside are names of shards, which are told
    return describe("mds_index", window, settings, facts, _WORDS, links)


def _is_shard(one: Any) -> bool:
    return isinstance(one, dict) and whole(one, "samples") is not None and bool(_file(one))


def _file(shard: dict[str, Any]) -> dict[str, Any]:
    """What lies on the drive: the compressed file where there is one."""
    return part(shard, "zip_data") or part(shard, "raw_data")


FORMAT = Format(
    id="mds_index",
    title="MosaicML Streaming index",
    kind=Kind.CONFIG,
    reference="https://docs.mosaicml.com/projects/streaming/en/stable/preparing_datasets/dataset_format.html",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
