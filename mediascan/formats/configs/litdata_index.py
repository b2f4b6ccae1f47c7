"""index.json of a LitData dataset: its chunks with their items, and how items are stored."""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind, Link
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.encodings.json import parse
from mediascan.reading.records.encodings import say_columns
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, text, whole
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_WORDS = (b'"chunk_bytes"', b'"data_format"')
_TOKENS = "TokensLoader"
_NAME = 256  # characters of a key
_SECONDS = 11  # digits of a time


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    chunks = items(settings.values, "chunks")
    if not chunks or not all(_is_chunk(one) for one in chunks):
        return None
    config = part(settings.values, "config")
    names = [text(one, "filename") for one in chunks]
    facts = Facts(
        framework="LitData",
        sample_count=sum(whole(one, "chunk_size") or 0 for one in chunks),
        shard_count=len(chunks),
        shard_files=names[:LIST_LENGTH],
        declared_bytes=sum(whole(one, "chunk_bytes") or 0 for one in chunks),
    )
    _add_items(config, chunks, facts)
    links = tuple(
        Link("external-data", name, number, len(names), from_name=False)
        for number, name in enumerate(names[:LIST_LENGTH])
    )
    settings.values["chunks"] = []  # their names are told
    seconds = str(settings.values.pop("updated_at", "")).partition(".")[0]
    if seconds.isascii() and seconds.isdigit() and len(seconds) <= _SECONDS:
        traces = Traces()
        traces.add_time(int(seconds), "updated_at")
        traces.say(facts)
    return describe("litdata_index", window, settings, facts, _WORDS, links)


def _is_chunk(one: Any) -> bool:
    known = isinstance(one, dict) and bool(text(one, "filename"))
    return known and whole(one, "chunk_size") is not None and "chunk_bytes" in one


def _add_items(config: dict[str, Any], chunks: list[dict[str, Any]], facts: Facts) -> None:
    """What an item is; a loader of tokens counts them."""
    formats = [one for one in items(config, "data_format") if isinstance(one, str)]
    if formats:
        say_columns(facts, dict(zip(_names(config, len(formats)), formats, strict=True)))
    if packed := text(config, "compression"):
        facts["compression"] = packed
    if text(config, "item_loader") == _TOKENS:
        facts["training_shape"] = "token ids"
        facts["token_count"] = sum(whole(one, "dim") or 0 for one in chunks)
    facts["metadata"] = plain(config, ("compression", "data_spec"))
    if part(config, "encryption"):
        facts["cipher"] = text(part(config, "encryption"), "algorithm") or "told by its settings"


def _names(config: dict[str, Any], count: int) -> list[str]:
    """The keys of an item that is a dictionary of `count` values; else numbers."""
    try:
        tree = parse(text(config, "data_spec").encode("utf-8", "replace"))
        names = parse(tree[1]["context"].encode("utf-8", "replace"))
    except (InputFault, TypeError, KeyError, IndexError, AttributeError):
        names = None
    if not isinstance(names, list) or len(names) != count or len({*map(str, names)}) != count:
        return [f"item {number}" for number in range(count)]
    return [str(name)[:_NAME] for name in names]


FORMAT = Format(
    id="litdata_index",
    title="LitData index",
    kind=Kind.CONFIG,
    reference="https://github.com/Lightning-AI/litData/blob/main/src/litdata/streaming/writer.py",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
