"""`.encfs6.xml`: a folder of files encrypted one by one by EncFS; this one holds the locked key."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.window import Window

_LONGEST = 16_384
_PAIR = re.compile(rb"<(\w{1,32})>([^<>]{1,200})</\1>")
_TOLD = ("blockSize", "uniqueIV", "chainedNameIV", "blockMACBytes", "kdfIterations")


def examine(window: Window) -> Finding | None:
    text = window.upto(0, _LONGEST)
    if b"<encodedKeyData>" not in text or b"<cipherAlg" not in text:
        return None
    pairs: dict[str, str] = {}
    for one in _PAIR.finditer(text):
        pairs.setdefault(one[1].decode(), one[2].strip().decode("utf-8", "replace"))
    cipher, bits = pairs.get("name", ""), pairs.get("keySize", "")
    if not bits.isdecimal():
        return None
    facts = Facts(
        version=pairs.get("version", ""),
        producer=pairs.get("creator", ""),
        cipher=f"{cipher}, {bits}-bit key",
        key_slots=1,
        protectors=["password (PBKDF2)"],
        metadata={key: pairs[key] for key in _TOLD if key in pairs},
    )
    evidence = (window.evidence(text.find(b"<cipherAlg"), 64, "cipher"),)
    return Finding("encfs", Kind.ENCRYPTED, Confidence.PARSED, facts, evidence)


FORMAT = Format(
    id="encfs",
    title="EncFS encrypted folder",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/vgough/encfs/blob/master/DESIGN.md",
    examine=examine,
    signatures=(Signature(b"<?xml"),),
    suffixes=(".encfs6.xml", ".xml"),
    words=(b'"serialization::archive"',),
    weak=True,
)
