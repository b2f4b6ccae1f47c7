"""LUKS: encrypted volumes of Linux, version 1 and 2, also where only the second header is left.

The header tells cipher, key slots and label in clear; of the content it tells nothing.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.volumes.luks import FIRST, SECOND, Luks, read_luks, second_at
from mediascan.reading.window import Window

_REACH = (0x4000, 0x8000)  # of the second header's places, those in the head that is looked at


def examine(window: Window) -> Finding | None:
    faults: list[Fault] = []
    if window.has(FIRST, 0):
        try:
            found = read_luks(window, 0)
        except InputFault as bad:
            found = _second(window, f"first header: {bad}", faults, bad)
    elif second_at(window) >= 0:
        found = _second(window, "the first header is gone", faults)
    else:
        return None
    facts = _facts(window, found)
    faults += _size_faults(window, found, facts)
    if found.checksum.endswith("wrong"):
        faults.append(Fault(FaultKind.MALFORMED, f"header checksum: {found.checksum}"))
    evidence = [window.evidence(found.at, 64, "LUKS header: version, sizes, label or cipher")]
    evidence.append(window.evidence(found.at + 168, 40, "UUID of the volume"))
    sure = found.verified and not faults
    return Finding(
        "luks",
        Kind.ENCRYPTED,
        Confidence.CONSISTENT if sure else Confidence.PARSED,
        facts,
        tuple(evidence),
        tuple(faults),
    )


def _second(window: Window, why: str, faults: list[Fault], bad: InputFault | None = None) -> Luks:
    """What the second header says; raises `bad` where there is none."""
    at = second_at(window)
    if at < 0 and bad is not None:
        raise bad
    found = read_luks(window, at)
    text = f"{why}; read from the second header at {at}"
    faults.append(Fault(FaultKind.MALFORMED, text))
    return found


def _facts(window: Window, found: Luks) -> Facts:
    facts = Facts(
        version=str(found.version),
        uuid=found.uuid,
        cipher=", ".join(found.ciphers),
        key_slots=found.slots,
        protectors=found.protectors,
    )
    if found.label:
        facts["label"] = found.label
    more = {
        **found.details,
        "subsystem": found.subsystem,
        "header checksum": found.checksum,
        "encrypted data begins at": _place(window, found),
    }
    facts["metadata"] = {key: value for key, value in more.items() if value}
    return facts


def _place(window: Window, found: Luks) -> str:
    if not found.payload:
        return "another device"
    backup = ", none of it is here: a header backup" if found.payload == window.size else ""
    return f"{found.payload}{backup}"


def _size_faults(window: Window, found: Luks, facts: Facts) -> list[Fault]:
    """A fault where the file ends before the encrypted data does."""
    end = found.payload + max(0, found.length)
    if end <= window.size:
        return []
    facts["missing_bytes"] = end - window.size
    text = f"the file ends at {window.size}, the encrypted data begins at {found.payload}"
    if found.payload <= window.size:
        text = f"the encrypted data lacks {end - window.size} bytes"
    return [Fault(FaultKind.TRUNCATED, text)]


FORMAT = Format(
    id="luks",
    title="LUKS encrypted volume",
    kind=Kind.ENCRYPTED,
    reference="https://gitlab.com/cryptsetup/cryptsetup/-/wikis/LUKS-standard/on-disk-format.pdf",
    examine=examine,
    whole=True,
    signatures=(Signature(FIRST), *(Signature(SECOND, at=at) for at in _REACH)),
    suffixes=(".luks",),
)
