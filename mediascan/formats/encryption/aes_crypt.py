"""AES Crypt: "AES", version 1 to 3, extensions that name the program, locked key, cipher text."""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.window import Window

_EXTENSIONS = 256
_KEY = 96  # vector of 16, locked vector and key of 48, HMAC of 32
_HMAC = 32
_BLOCK = 16


def examine(window: Window) -> Finding | None:
    version = window.cursor(3).number("B")
    facts = Facts(version=str(version), cipher="AES-256-CBC", protectors=["password"])
    faults: list[Fault] = []
    sure = Confidence.MAGIC
    try:
        locked = _locked(window, version, facts)
        sure = Confidence.PARSED
        facts["declared_bytes"] = locked
        if locked < 0 or locked % _BLOCK:
            faults.append(Fault(FaultKind.TRUNCATED, "not whole blocks of 16 bytes: cut off"))
        else:
            sure = Confidence.CONSISTENT
    except InputFault as bad:
        faults.append(fault_of(bad))
    evidence = (window.evidence(0, 64, "signature, version, extensions"),)
    return Finding("aes_crypt", Kind.ENCRYPTED, sure, facts, evidence, tuple(faults))


def _locked(window: Window, version: int, facts: Facts) -> int:
    """Bytes of cipher text."""
    cursor = window.cursor(5, ">")
    if version >= 2:
        for _ in range(_EXTENSIONS):
            length = cursor.number("H")
            if not length:
                break
            key, _, value = cursor.take(length).partition(b"\0")
            if key == b"CREATED_BY":
                facts["producer"] = value.decode("utf-8", "replace")
        else:
            raise Malformed("extensions without an end")
    if version >= 3:
        facts["metadata"] = {"iterations": str(cursor.number("I"))}
    end = _HMAC + (version < 3)  # before version 3 a byte has the length of the last block
    return cursor.left - _KEY - end


FORMAT = Format(
    id="aes_crypt",
    title="AES Crypt encrypted file",
    kind=Kind.ENCRYPTED,
    reference="https://www.aescrypt.com/aes_stream_format.html",
    examine=examine,
    signatures=tuple(Signature(b"AES" + bytes([number]) + b"\0") for number in (1, 2, 3)),
    suffixes=(".aes",),
)
