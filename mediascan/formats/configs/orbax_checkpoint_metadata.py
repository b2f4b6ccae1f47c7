"""Orbax `_CHECKPOINT_METADATA`: what a JAX checkpoint is made of, and when it was written.

Layout: JSON {item_handlers: class or {item: class}, metrics, init_timestamp_nsecs,
commit_timestamp_nsecs, custom_metadata}. Without a commit it was never finished.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.dates import date_of
from mediascan.reading.jax.orbax_json import orbax_json, unread
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_FIRST = r'\s*\{\s*"item_handlers"\s*:'
_INIT, _COMMIT = "init_timestamp_nsecs", "commit_timestamp_nsecs"


def examine(window: Window) -> Finding | None:
    data = orbax_json(window, _FIRST)
    if data is None or isinstance(data, Fault):
        return unread("orbax_checkpoint_metadata", window, data) if data else None
    if "item_handlers" not in data or _INIT not in data:
        return None
    facts = Facts(framework="Orbax")
    metadata = _items(data["item_handlers"])
    dates = []
    for key, meaning in ((_INIT, "begun"), (_COMMIT, "finished")):
        count = data.get(key)
        if isinstance(count, int) and (date := date_of(count)):
            dates.append(date)
            metadata[meaning] = date
        elif key == _COMMIT:
            metadata[meaning] = "no"
    traces = Traces()
    for part in ("metrics", "custom_metadata"):
        metadata |= _values(part, data.get(part), traces)
    facts["metadata"] = metadata
    if dates:
        facts["dates"] = list(dict.fromkeys(dates))
    traces.say(facts)
    return Finding(
        "orbax_checkpoint_metadata",
        Kind.CONFIG,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the JSON"),),
    )


def _items(handlers: Any) -> dict[str, str]:
    """The parts of the checkpoint, each with the class that wrote it."""
    if isinstance(handlers, str):
        return {"handler": handlers.rpartition(".")[2][:TEXT_LENGTH]}
    if not isinstance(handlers, dict):
        return {}
    some = list(handlers.items())[:LIST_LENGTH]
    return {f"item {key}": str(value).rpartition(".")[2][:TEXT_LENGTH] for key, value in some}


def _values(part: str, values: Any, traces: Traces) -> dict[str, str]:
    if not isinstance(values, dict):
        return {}
    found = {}
    for key, value in list(values.items())[:LIST_LENGTH]:
        found[f"{part}: {key}"] = text = str(value)[:TEXT_LENGTH]
        traces.add(text, key)
    return found


FORMAT = Format(
    id="orbax_checkpoint_metadata",
    title="Orbax checkpoint metadata",
    kind=Kind.CONFIG,
    reference="https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"init_timestamp_nsecs"',),
    weak=True,
    limits=Limits(read=4 * MIB),
)
