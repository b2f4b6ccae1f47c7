"""Orbax `_METADATA`: the names of all arrays of a JAX checkpoint, and how they are stored.

Layout: JSON {"tree_metadata": {"('params', 'w')": {key_metadata, value_metadata}}, use_zarr3, ...}.
`write_shape` is that of one writer's part, so it tells no number of parameters.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.jax.names import add_optimizer
from mediascan.reading.jax.orbax_json import orbax_json, unread
from mediascan.reading.window import Window

_FIRST = r'\s*\{\s*"tree_metadata"\s*:'
_NAME = r'"\(([^"]{1,1000}?),?\)"\s*:\s*\{\s*"key_metadata"'  # ('params', 'w')
_READ = 32 * MIB  # some 100,000 arrays
_SETTINGS = ("use_ocdbt", "use_zarr3", "store_array_data_equal_to_fill_value", "custom_metadata")


def examine(window: Window) -> Finding | None:
    tree = orbax_json(window, _FIRST)
    if tree is None or isinstance(tree, Fault):
        return unread("orbax_metadata", window, tree, _NAME) if tree else None
    entries = tree.get("tree_metadata")
    if not isinstance(entries, dict):
        return None
    facts = Facts(framework="Orbax")
    tally, leaf_names, types = TensorTally(), dict[str, None](), dict[str, int]()
    wrong = 0
    for entry in entries.values():
        keys = _keys(entry)
        if not keys:
            wrong += 1
            continue
        if not _note_type(entry, types):
            continue  # an empty node of the tree
        state = "opt_state" in keys
        tally.add(".".join(keys), "", (), state=state)
        if state and len(leaf_names) < LIST_LENGTH:
            leaf_names.update(dict.fromkeys(keys))
    if not tally.count:
        return None
    facts["tensor_count"] = tally.count
    tally.say(facts, whole=False)
    for sample in facts.get("tensors", []):
        sample.pop("shape", None)
    add_optimizer(facts, leaf_names)
    metadata = {key: str(tree[key])[:TEXT_LENGTH] for key in _SETTINGS if tree.get(key) is not None}
    metadata |= {f"values of type {name}": str(count) for name, count in types.items()}
    facts["metadata"] = metadata
    return Finding(
        "orbax_metadata",
        Kind.CONFIG,
        Confidence.PARSED if wrong else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "tree_metadata and the first name"),),
    )


def _keys(entry: Any) -> list[str]:
    """The keys from the root to one array."""
    match entry:
        case {"key_metadata": list(path), "value_metadata": dict()} if len(path) <= LIST_LENGTH:
            keys = [one.get("key") for one in path if isinstance(one, dict)]
            return [str(one)[:TEXT_LENGTH] for one in keys if isinstance(one, str | int)]
        case _:
            return []


def _note_type(entry: Any, types: dict[str, int]) -> bool:
    """Count the type of the value; False where there is no value."""
    told = entry["value_metadata"].get("value_type")
    if isinstance(told, str) and (told in types or len(types) < 16):
        types[told] = types.get(told, 0) + 1
    return bool(told != "None")


FORMAT = Format(
    id="orbax_metadata",
    title="Orbax tree metadata",
    kind=Kind.CONFIG,
    reference="https://orbax.readthedocs.io/en/latest/guides/checkpoint/checkpoint_format.html",
    examine=examine,
    signatures=(Signature(b"{"),),
    words=(b'"tree_metadata"',),
    weak=True,
    limits=Limits(read=_READ, total=2 * _READ, seconds=30.0),
)
