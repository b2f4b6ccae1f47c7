"""Orbax `_ROOT_METADATA`: what the author wanted to be known of a whole JAX training run.

Layout: JSON {"internal_metadata": {...}, "custom_metadata": {...}}.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.jax.orbax_json import orbax_json, unread
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_FIRST = r'\s*\{\s*"internal_metadata"\s*:'
_PARTS = ("internal_metadata", "custom_metadata")


def examine(window: Window) -> Finding | None:
    data = orbax_json(window, _FIRST)
    if data is None or isinstance(data, Fault):
        return unread("orbax_root_metadata", window, data) if data else None
    if not all(isinstance(data.get(part), dict) for part in _PARTS):
        return None
    facts, traces = Facts(framework="Orbax"), Traces()
    values = _flat([(key, value) for part in _PARTS for key, value in data[part].items()])
    for key, text in values.items():
        traces.add(text, key)
    if values:
        facts["metadata"] = values
    traces.say(facts)
    return Finding(
        "orbax_root_metadata",
        Kind.CONFIG,
        Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the JSON"),),
    )


def _flat(items: list[tuple[str, Any]]) -> dict[str, str]:
    """The first values, those inside of other objects under the keys that lead to them."""
    found: dict[str, str] = {}
    for _ in range(LIST_LENGTH * 4):
        if not items or len(found) >= LIST_LENGTH:
            break
        key, value = items.pop(0)
        if isinstance(value, dict):
            items[:0] = [(f"{key}.{name}"[:TEXT_LENGTH], one) for name, one in value.items()]
        else:
            found[key[:TEXT_LENGTH]] = str(value)[:TEXT_LENGTH]
    return found


FORMAT = Format(
    id="orbax_root_metadata",
    title="Orbax metadata of a training run",
    kind=Kind.CONFIG,
    reference="https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"internal_metadata"',),
    weak=True,
    limits=Limits(read=4 * MIB),
)
