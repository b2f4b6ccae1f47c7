"""OCDBT manifest: where the B+tree of a TensorStore database starts; Orbax keeps arrays in one.

Layout: 0C DB 3A 2A, u64 length of the file, version 0, compression; the body with the settings, the
data files and the newest versions of the tree; CRC-32C.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.dates import date_of
from mediascan.reading.jax.ocdbt import (
    MANIFEST,
    Body,
    Version,
    body_of,
    checksum_holds,
    envelope_at,
    versions,
)
from mediascan.reading.window import Window

_KINDS = {0: "single", 1: "numbered"}


def examine(window: Window) -> Finding | None:
    envelope = envelope_at(window, 0)
    if envelope is None:
        return None
    facts = Facts(framework="TensorStore")
    faults = []
    files: list[str] = []
    if checksum_holds(window, envelope) is False:
        faults.append(Fault(FaultKind.MALFORMED, "the checksum is wrong: bytes were changed"))
    try:
        body = body_of(window, envelope)
        _add_settings(facts, body)
        if body.left:
            files = body.files()
            _add_versions(facts, versions(body))
    except InputFault as bad:
        faults.append(fault_of(bad))
    if envelope.length < window.size:
        facts["trailing_bytes"] = window.size - envelope.length
        text = f"{window.size - envelope.length} bytes behind the manifest"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return Finding(
        "ocdbt_manifest",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (
            window.evidence(0, 14, "magic, length, version, compression"),
            window.evidence(envelope.length - 4, 4, "CRC-32C of what stands before"),
        ),
        tuple(faults),
        tuple(
            Link("external-data", path, number, len(files), from_name=False)
            for number, path in enumerate(files[:LIST_LENGTH])
        ),
    )


def _add_settings(facts: Facts, body: Body) -> None:
    raw = body.take(16).hex()
    facts["uuid"] = f"{raw[:8]}-{raw[8:12]}-{raw[12:16]}-{raw[16:20]}-{raw[20:]}"
    kind = body.varint()
    if kind not in _KINDS:
        raise Malformed(f"manifest of kind {kind}")
    inline, decoded, arity = body.varint(), body.varint(), body.take(1)[0]
    settings = {
        "manifest kind": _KINDS[kind],
        "largest value in a node": str(inline),
        "largest node": str(decoded),
        "arity of the version tree": str(1 << min(arity, 63)),
    }
    if body.varint():
        settings["zstd level"] = str(int.from_bytes(body.take(4), "little", signed=True))
    facts["metadata"] = settings


def _add_versions(facts: Facts, found: list[Version]) -> None:
    if not found:
        return
    newest = found[-1]
    facts["version"] = f"generation {newest.generation}"
    facts["declared_bytes"] = newest.tree_bytes + newest.value_bytes
    facts["metadata"] |= {
        "versions told": str(len(found)),
        "keys": str(newest.keys),
        "bytes of nodes": str(newest.tree_bytes),
        "bytes of values outside of nodes": str(newest.value_bytes),
        "height of the tree": str(newest.height),
    }
    dates = dict.fromkeys(date_of(one.time) for one in (found[0], newest))
    if told := [date for date in dates if date]:
        facts["dates"] = told


FORMAT = Format(
    id="ocdbt_manifest",
    title="OCDBT manifest (TensorStore, Orbax)",
    kind=Kind.CHECKPOINT,
    reference="https://google.github.io/tensorstore/kvstore/ocdbt/index.html",
    examine=examine,
    signatures=(Signature(MANIFEST),),
    suffixes=(".ocdbt",),
)
