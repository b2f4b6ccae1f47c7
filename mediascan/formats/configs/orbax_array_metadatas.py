"""Orbax `array_metadatas/process_N`: the parts of all arrays that one process wrote.

Layout: JSON {"array_metadatas": [{"array_metadata": {param_name, write_shape, chunk_shape}}]}.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.jax.orbax_json import orbax_json, unread
from mediascan.reading.window import Window

_FIRST = r'\s*\{\s*"array_metadatas"\s*:'
_NAME = r'"param_name"\s*:\s*"([^"]{1,1000})"'
_READ = 32 * MIB


def examine(window: Window) -> Finding | None:
    data = orbax_json(window, _FIRST)
    if data is None or isinstance(data, Fault):
        return unread("orbax_array_metadatas", window, data, _NAME) if data else None
    entries = data.get("array_metadatas")
    if not isinstance(entries, list):
        return None
    names = [name for name in map(_name, entries) if name]
    if not names:
        return None
    facts = Facts(framework="Orbax", tensor_count=len(names))
    facts["tensors"] = [{"name": name} for name in names[:LIST_LENGTH]]
    state = [name for name in names if "opt_state" in name.split(".")]
    if state:
        facts["optimizer_state"] = True
        facts["optimizer_evidence"] = state[:8]
    return Finding(
        "orbax_array_metadatas",
        Kind.CONFIG,
        Confidence.CONSISTENT if len(names) == len(entries) else Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "start of the JSON"),),
    )


def _name(entry: Any) -> str:
    match entry:
        case {"array_metadata": {"param_name": str(name), "write_shape": list()}}:
            return name[:TEXT_LENGTH]
        case _:
            return ""


FORMAT = Format(
    id="orbax_array_metadatas",
    title="Orbax array metadata of one process",
    kind=Kind.CONFIG,
    reference="https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"array_metadatas"',),
    weak=True,
    limits=Limits(read=_READ, total=2 * _READ, seconds=30.0),
)
