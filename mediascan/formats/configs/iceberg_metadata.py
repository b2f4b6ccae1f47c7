"""Metadata of an Apache Iceberg table (`metadata/00001-....metadata.json`). A JSON object.

It has the columns, and for each snapshot how many rows and files the table then had.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.nature.say import say_nature
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import items, part, plain, short, text
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_WORDS = (b'"table-uuid"', b'"format-version"', b'"last-updated-ms"')
_SUMMARY = ("operation", "total-records", "total-data-files", "total-files-size", "engine-name")


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    if "location" not in values or not {"format-version", "table-uuid"} & values.keys():
        return None
    if not {"schemas", "schema", "last-updated-ms"} & values.keys():
        return None
    facts = Facts(framework="Apache Iceberg")
    types = _columns(values)
    say_nature(facts, columns=types)
    facts["columns"] = list(types)[:LIST_LENGTH]
    facts["column_types"] = dict(list(types.items())[:LIST_LENGTH])
    facts["version"] = short(values.get("format-version"))
    facts["uuid"] = text(values, "table-uuid")
    summary = _summary(values)
    if (rows := text(summary, "total-records")).isdecimal():
        facts["row_count"] = int(rows[:19])
    if (files := text(summary, "total-data-files")).isdecimal():
        facts["shard_count"] = int(files[:19])
    more = {key: shown for key in _SUMMARY if (shown := text(summary, key))}
    facts["metadata"] = {**more, **plain(part(values, "properties"))}
    traces = Traces()
    when = values.get("last-updated-ms")
    if isinstance(when, int):
        traces.add_time(float(min(when, 1 << 53)), "updated_at")
    traces.say(facts)
    return describe("iceberg_metadata", window, settings, facts, _WORDS)


def _columns(values: dict[str, Any]) -> dict[str, str]:
    """The columns of the schema that counts, and their types."""
    schemas = [one for one in items(values, "schemas") if isinstance(one, dict)]
    current = values.get("current-schema-id")
    chosen = [one for one in schemas if one.get("schema-id") == current] or schemas[-1:]
    fields = items(chosen[0] if chosen else part(values, "schema"), "fields")
    named = [one for one in fields if isinstance(one, dict) and text(one, "name")]
    return {text(one, "name"): _type(one.get("type")) for one in named}


def _type(value: Any) -> str:
    if isinstance(value, dict):
        return text(value, "type")
    return short(value)[:TEXT_LENGTH]


def _summary(values: dict[str, Any]) -> dict[str, Any]:
    """What the current snapshot says of itself."""
    snapshots = [one for one in items(values, "snapshots") if isinstance(one, dict)]
    current = values.get("current-snapshot-id")
    chosen = [one for one in snapshots if one.get("snapshot-id") == current] or snapshots[-1:]
    return part(chosen[0], "summary") if chosen else {}


FORMAT = Format(
    id="iceberg_metadata",
    title="Metadata of an Apache Iceberg table",
    kind=Kind.CONFIG,
    reference="https://iceberg.apache.org/spec/#table-metadata-fields",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
