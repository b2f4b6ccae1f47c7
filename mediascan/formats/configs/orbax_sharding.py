"""Orbax `_sharding`: over which devices each array of a JAX checkpoint was spread.

Layout: JSON {base64 of the parameter's name: JSON in a text {sharding_type: "NamedSharding",
shape, axis_names, partition_spec, device_mesh}}.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.encodings.base64 import decoded
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.jax.mesh import Meshes
from mediascan.reading.jax.orbax_json import orbax_json, unread
from mediascan.reading.window import Window

_FIRST = r'\s*\{\s*"[^"]{0,1000}"\s*:\s*"\s*\{\s*\\"sharding_type'
_READ = 32 * MIB


def examine(window: Window) -> Finding | None:
    entries = orbax_json(window, _FIRST)
    if entries is None or isinstance(entries, Fault):
        return unread("orbax_sharding", window, entries) if entries else None
    meshes = Meshes()
    types: dict[str, int] = {}
    names: list[str] = []
    devices: dict[str, None] = {}
    wrong = 0
    for key, text in entries.items():
        entry = _entry(text)
        kind = entry.get("sharding_type")
        if not isinstance(kind, str) or not (kind in types or len(types) < 8):
            wrong += 1
            continue
        types[kind] = types.get(kind, 0) + 1
        device = entry.get("device_str")
        if isinstance(device, str) and len(devices) < LIST_LENGTH:
            devices[device[:TEXT_LENGTH]] = None
        meshes.add(entry.get("axis_names"), entry.get("shape"), entry.get("partition_spec"))
        if len(names) < LIST_LENGTH:
            names.append(decoded(key) or key)
    if not types:
        return None
    facts = Facts(framework="Orbax", tensor_count=len(entries))
    meshes.say(facts)
    facts["metadata"] = facts.get("metadata", {}) | {key: str(n) for key, n in types.items()}
    if devices:
        facts["metadata"]["devices"] = ", ".join(devices)
    facts["tensors"] = [{"name": name} for name in names]
    return Finding(
        "orbax_sharding",
        Kind.CONFIG,
        Confidence.PARSED if wrong else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "first name, in base64"),),
    )


def _entry(text: Any) -> dict[str, Any]:
    if not isinstance(text, str):
        return {}
    try:
        return parse_object(text.encode("utf-8", "replace"), lenient=True)
    except InputFault:
        return {}


FORMAT = Format(
    id="orbax_sharding",
    title="Orbax sharding of arrays",
    kind=Kind.CONFIG,
    reference="https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'\\"sharding_type\\"', b"sharding_type"),
    weak=True,
    limits=Limits(read=_READ, total=2 * _READ, seconds=30.0),
)
