"""age: a file locked to keys or to a passphrase; a header in text, then chunks of cipher text.

Who can open it is not told, only how many recipients of which kind there are. Also as text
("armored").
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.encryption.age_header import (
    BEGIN,
    END,
    SIGNATURE,
    Age,
    payload_size,
    read_age,
)
from mediascan.reading.encryption.armor import HEAD, armored
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    text = armored(window, BEGIN, END)
    data, size = (text.data, text.size) if text else (window.upto(0, HEAD), window.size)
    if not data.startswith(SIGNATURE):
        return None
    facts = Facts(version="1", cipher="ChaCha20-Poly1305")
    faults: list[Fault] = []
    try:
        _say(read_age(data, size), size, facts, faults)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if text:
        facts.setdefault("metadata", {})["form"] = "text (armored)"
    sure = Confidence.CONSISTENT if "uncompressed_bytes" in facts else Confidence.PARSED
    if "protectors" not in facts:
        sure = Confidence.MAGIC
    evidence = (window.evidence(0, 64, "version line and first recipient"),)
    return Finding("age", Kind.ENCRYPTED, sure, facts, evidence, tuple(faults))


def _say(found: Age, size: int, facts: Facts, faults: list[Fault]) -> None:
    facts["key_slots"] = found.stanzas
    facts["protectors"] = found.ways
    facts["metadata"] = found.details
    plain = payload_size(found, size)
    if plain >= 0:
        facts["uncompressed_bytes"] = plain
    else:
        text = "no text gives a payload of this length: cut off, or followed by other data"
        faults.append(Fault(FaultKind.TRUNCATED, text))


FORMAT = Format(
    id="age",
    title="age encrypted file",
    kind=Kind.ENCRYPTED,
    reference="https://c2sp.org/age",
    examine=examine,
    signatures=(Signature(SIGNATURE), Signature(BEGIN)),
    suffixes=(".age",),
)
