"""Image of an optical disc (ISO 9660): label, system, publisher, dates, and the names at its root.

The files on it are not looked into.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.volumes.iso9660 import FIRST, MAGIC, Iso, read_iso, read_root
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_iso(window)
    if found is None:
        return None
    faults: list[Fault] = []
    try:
        read_root(window, found)
    except InputFault as bad:
        faults.append(fault_of(bad, "root directory: "))
    facts = _facts(found)
    missing = found.size - window.size
    if missing > 0:
        facts["missing_bytes"] = missing
        faults.append(Fault(FaultKind.TRUNCATED, f"{missing} bytes of the disc are missing"))
    elif missing:
        facts["trailing_bytes"] = -missing
    return Finding(
        "iso9660",
        Kind.CONTAINER,
        Confidence.PARSED if faults or missing else Confidence.CONSISTENT,
        facts,
        (window.evidence(FIRST, 64, "primary volume descriptor: system and label"),),
        tuple(faults),
    )


def _facts(found: Iso) -> Facts:
    more = {
        **found.texts,
        "long names": "Joliet" if found.joliet else "",
        "bootable": "yes" if found.bootable else "",
        "disc": f"{found.number} of {found.set_size}" if found.set_size > 1 else "",
    }
    facts = Facts(label=found.label, declared_bytes=found.size)
    if found.created:
        facts["dates"] = [found.created]
    facts["metadata"] = {key: text for key, text in more.items() if text}
    facts["member_count"] = found.root.count
    facts["members"] = found.root.names
    return facts


FORMAT = Format(
    id="iso9660",
    title="Image of an optical disc (ISO 9660)",
    kind=Kind.CONTAINER,
    reference="https://ecma-international.org/publications-and-standards/standards/ecma-119/",
    examine=examine,
    signatures=(Signature(MAGIC, at=FIRST + 1),),
    suffixes=(".iso",),
)
