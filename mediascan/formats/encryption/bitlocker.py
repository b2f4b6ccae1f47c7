"""BitLocker: encrypted volumes of Windows, on fixed drives and on sticks ("To Go").

The volume header points to three copies of the metadata, which name cipher and protectors.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.volumes.bitlocker import (
    FIXED_AT,
    SIGNATURE,
    TO_GO_AT,
    USED_SPACE,
    VOLUME,
    Bitlocker,
    read_bitlocker,
)
from mediascan.reading.window import Window

_SECTOR = 4096  # the largest; a partition may be one longer than its volume


def examine(window: Window) -> Finding | None:
    found = read_bitlocker(window)
    if found is None:
        return None
    facts = _facts(found)
    faults = [Fault(FaultKind.MALFORMED, text) for text in found.faults]
    faults += _size_faults(window, found, facts)
    spare = window.size - found.encrypted_bytes
    whole = found.blocks == 3 and found.encrypted_bytes > 0 and 0 <= spare <= _SECTOR
    evidence = [window.evidence(0, 16, "volume header: signature")]
    if found.variant != "Windows Vista":
        at = TO_GO_AT if found.variant == "BitLocker To Go" else FIXED_AT
        evidence.append(window.evidence(at, 40, "identifier, places of the metadata blocks"))
    if found.read_at >= 0:
        evidence.append(window.evidence(found.read_at, 64, "metadata block header"))
        evidence.append(window.evidence(found.read_at + 64, 48, "metadata header: cipher, volume"))
    return Finding(
        "bitlocker",
        Kind.ENCRYPTED,
        Confidence.CONSISTENT if whole and not faults else Confidence.PARSED,
        facts,
        tuple(evidence),
        tuple(faults),
    )


def _facts(found: Bitlocker) -> Facts:
    facts = Facts(metadata={"written by": found.variant})
    if found.read_at < 0:
        return facts
    facts["version"] = str(found.version)
    facts["uuid"] = found.uuid
    facts["cipher"] = found.cipher
    facts["key_slots"] = found.keys
    facts["protectors"] = found.protectors
    if found.label:
        facts["label"] = found.label
    if found.created:
        facts["metadata"]["created"] = found.created
    if found.encrypted_bytes:
        facts["metadata"]["encrypted bytes"] = str(found.encrypted_bytes)
    return facts


def _size_faults(window: Window, found: Bitlocker, facts: Facts) -> list[Fault]:
    faults = []
    end = max(found.encrypted_bytes, *(at + 112 for at in found.places))
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        text = f"the volume goes on for {end - window.size} bytes behind the end of the file"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    lost = sum(1 for at in found.places if at < window.size and not window.has(SIGNATURE, at))
    if lost:
        text = f"{lost} of {len(found.places)} metadata blocks are not where the header says"
        faults.append(Fault(FaultKind.MALFORMED, text))
    return faults


FORMAT = Format(
    id="bitlocker",
    title="BitLocker encrypted volume",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/libyal/libbde/blob/main/documentation/BitLocker%20Drive%20Encryption%20(BDE)%20format.asciidoc",
    examine=examine,
    whole=True,
    signatures=(
        Signature(SIGNATURE, at=3),
        Signature(VOLUME, at=FIXED_AT),
        Signature(USED_SPACE, at=FIXED_AT),
        Signature(VOLUME, at=TO_GO_AT),
    ),
    suffixes=(),
)
