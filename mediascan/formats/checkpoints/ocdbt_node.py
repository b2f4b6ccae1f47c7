"""OCDBT data file: nodes of TensorStore's B+tree. Its keys name the parameters that Orbax saved.

Layout: node after node, each 0C DB 20 DE (B+tree) or 0C DB 12 34 (versions), u64 length, version,
compression, body, CRC-32C; between them values of more bytes than a node takes in. A data file that
starts with a value has no signature.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.jax.ocdbt import (
    BTREE,
    VERSIONS,
    Children,
    Envelope,
    Leaf,
    body_of,
    checksum_holds,
    children,
    envelope_at,
    leaf,
)
from mediascan.reading.jax.zarr_keys import ZarrKeys
from mediascan.reading.window import Window

_CHECKED = 8 * MIB  # of nodes whose checksum is computed: some seconds
_NODES = 4096  # walked over in one file


@dataclass(slots=True)
class _Walk:
    """What the nodes of one file hold."""

    nodes: list[Envelope] = field(default_factory=list)
    end: int = 0
    checked: int = 0  # bytes whose checksum was computed
    unchecked: int = 0  # nodes whose checksum was not
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)  # height -> keys, bytes
    keys: list[str] = field(default_factory=list)
    files: dict[str, None] = field(default_factory=dict)
    prefixes: dict[tuple[int, int], bytes] = field(default_factory=dict)  # of nodes by place
    arrays: ZarrKeys = field(default_factory=ZarrKeys)
    faults: list[Fault] = field(default_factory=list)


def examine(window: Window) -> Finding | None:
    first = envelope_at(window, 0)
    if first is None:
        return None
    walk = _Walk()
    try:
        for _ in range(_NODES):
            envelope = envelope_at(window, walk.end)
            if envelope is None:
                break
            walk.nodes.append(envelope)
            walk.end += envelope.length
    except InputFault as bad:
        walk.faults.append(fault_of(bad))
    for envelope in reversed(walk.nodes):  # a node is written behind those below it
        try:
            _take(window, envelope, walk)
        except InputFault as bad:
            walk.faults.append(fault_of(bad, f"node at {envelope.at}: "))
            if isinstance(bad, LimitExceeded):
                break  # the others would take as much
    whole = walk.end == window.size and not walk.faults
    return Finding(
        "ocdbt_node",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        _facts(window, walk),
        (
            window.evidence(0, 14, "magic, length, version, compression"),
            window.evidence(first.length - 4, 4, "CRC-32C of the first node"),
        ),
        tuple(walk.faults[:8]),
        tuple(
            Link("external-data", path, number, len(walk.files), from_name=False)
            for number, path in enumerate(walk.files)
        ),
    )


def _take(window: Window, envelope: Envelope, walk: _Walk) -> None:
    walk.checked += envelope.length
    holds = checksum_holds(window, envelope) if walk.checked <= _CHECKED else None
    walk.unchecked += holds is None
    if holds is False:
        text = f"node at {envelope.at}: the checksum is wrong, bytes were changed"
        walk.faults.append(Fault(FaultKind.MALFORMED, text))
    if envelope.magic != BTREE:
        return
    body = body_of(window, envelope)
    height = body.take(1)[0]
    for path in body.files():
        if path and len(walk.files) < LIST_LENGTH:
            walk.files[path[:TEXT_LENGTH]] = None
    prefix = walk.prefixes.get((envelope.at, envelope.length), b"")
    if height:
        _take_children(children(body), height, prefix, walk)
    else:
        _take_leaf(leaf(body), prefix, walk)
    if body.left:
        raise Malformed(f"{body.left} bytes behind its last entry")


def _take_children(found: Children, height: int, prefix: bytes, walk: _Walk) -> None:
    """Note what keys below leave out: only where the node below is in this file, it helps."""
    _count(walk, height, found.key_count, found.value_bytes)
    _sample(walk, prefix, found.keys)
    rows = zip(found.keys, found.common, found.offsets, found.lengths, strict=True)
    for key, common, offset, length in rows:
        if len(prefix) + common <= TEXT_LENGTH:
            walk.prefixes[offset, length] = prefix + key[:common]


def _take_leaf(found: Leaf, prefix: bytes, walk: _Walk) -> None:
    _count(walk, 0, len(found.keys), sum(found.lengths))
    _sample(walk, prefix, found.keys)
    for key, value in zip(found.keys, found.inline, strict=True):
        text = (prefix + key).decode("utf-8", "backslashreplace")
        walk.arrays.add(text[:TEXT_LENGTH], value)


def _count(walk: _Walk, height: int, keys: int, size: int) -> None:
    before = walk.counts.get(height, (0, 0))
    walk.counts[height] = before[0] + keys, before[1] + size


def _sample(walk: _Walk, prefix: bytes, keys: list[bytes]) -> None:
    for key in keys[: LIST_LENGTH - len(walk.keys)]:
        walk.keys.append((prefix + key)[:TEXT_LENGTH].decode("utf-8", "backslashreplace"))


def _facts(window: Window, walk: _Walk) -> Facts:
    facts = Facts(framework="TensorStore")
    if walk.arrays.count:
        walk.arrays.say(facts)
    elif walk.keys:
        facts["members"] = walk.keys
    facts["metadata"] = {"nodes of the tree": str(len(walk.nodes))}
    if walk.counts:  # an inner node tells the sums of those below it, so only the lowest count
        facts["member_count"], facts["declared_bytes"] = walk.counts[min(walk.counts)]
        facts["metadata"]["height of the highest node"] = str(max(walk.counts))
    more = facts["metadata"]
    if walk.unchecked:
        more["nodes too large to check"] = str(walk.unchecked)
    if walk.end < window.size and not walk.faults:
        more["bytes of values behind the nodes"] = str(window.size - walk.end)
    return facts


FORMAT = Format(
    id="ocdbt_node",
    title="OCDBT data file (TensorStore, Orbax)",
    kind=Kind.CHECKPOINT,
    reference="https://google.github.io/tensorstore/kvstore/ocdbt/index.html",
    examine=examine,
    signatures=(Signature(BTREE), Signature(VERSIONS)),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
