"""APFS container, the file system of Apple's machines: its volumes, and which are encrypted.

A fusion set is two devices, of which one alone shows little. What is on the volumes is not looked
into.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.volumes.apfs import CONTAINER, MAGIC_AT, Apfs, read_apfs, read_volumes
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_apfs(window)
    faults: list[Fault] = []
    if not found.right:
        faults.append(Fault(FaultKind.MALFORMED, "checksum of the superblock is wrong"))
    try:
        read_volumes(window, found)
    except InputFault as bad:
        faults.append(fault_of(bad, "volumes: "))
    facts = _facts(found)
    missing = found.block_size * found.blocks - window.size
    if missing > 0:
        facts["missing_bytes"] = missing
        faults.append(Fault(FaultKind.TRUNCATED, f"{missing} bytes of the container are missing"))
    locked = found.keys or found.software or any(one.encrypted for one in found.volumes)
    sure = Confidence.PARSED if found.right else Confidence.MAGIC
    return Finding(
        "apfs_container",
        Kind.ENCRYPTED if locked else Kind.CONTAINER,
        Confidence.CONSISTENT if found.right and not faults else sure,
        facts,
        (window.evidence(0, 64, "superblock"), window.evidence(72, 16, "UUID of the container")),
        tuple(faults),
    )


def _facts(found: Apfs) -> Facts:
    volumes = {
        f"{one.name} ({one.uuid})": ", ".join(
            word
            for word in (
                "encrypted" if one.encrypted else "not encrypted",
                "one key" if one.one_key else "",
                one.role,
            )
            if word
        )
        for one in found.volumes
    }
    more = {
        "volumes in the superblock": str(len(found.volumes_at)),
        "block size": str(found.block_size),
        "key bag": f"{found.keys} blocks" if found.keys else "none",
        "fusion set": found.fusion,
    }
    facts = Facts(
        uuid=found.uuid,
        member_count=len(found.volumes_at),
        declared_bytes=found.block_size * found.blocks,
        metadata={key: text for key, text in (*volumes.items(), *more.items()) if text},
    )
    if volumes:
        facts["members"] = list(volumes)
    locked = sum(1 for one in found.volumes if one.encrypted)
    if locked:
        facts["encrypted_member_count"] = locked
        facts["cipher"] = "AES-XTS"
    dates = [one.changed for one in found.volumes if one.changed]
    programs = [one.program for one in found.volumes if one.program]
    if dates:
        facts["dates"] = dates
    if programs:
        facts["producer"] = programs[0]
    return facts


FORMAT = Format(
    id="apfs_container",
    title="APFS container",
    kind=Kind.ENCRYPTED,
    reference="https://developer.apple.com/support/downloads/Apple-File-System-Reference.pdf",
    examine=examine,
    whole=True,
    signatures=(Signature(CONTAINER, at=MAGIC_AT),),
    suffixes=(),
    weak=True,
)
