"""Cryptomator: the two files that make a folder a vault; the others are random bytes.

`masterkey.cryptomator` is JSON with the locked keys; `vault.cryptomator` is a signed token (RFC
7519): header, claims and signature in base64, with dots between them.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.encryption.armor import unspelled
from mediascan.reading.window import Window

_LONGEST = 4096
_TOKEN = b"eyJ"  # `{"` in base64
_CIPHERS = {
    "SIV_GCM": "AES-GCM, names AES-SIV",
    "SIV_CTRMAC": "AES-CTR with HMAC, names AES-SIV",
}


def examine(window: Window) -> Finding | None:
    if window.size > _LONGEST:
        return None
    data = window.read(0, window.size)
    facts = _vault(data) if data.startswith(_TOKEN) else _masterkey(data)
    if facts is None:
        return None
    evidence = (window.evidence(0, 64, "start of the settings"),)
    return Finding("cryptomator", Kind.ENCRYPTED, Confidence.PARSED, facts, evidence)


def _vault(data: bytes) -> Facts | None:
    parts = data.strip().split(b".")
    if len(parts) != 3 or not all(parts):
        return None
    header, claims = (
        parse_object(unspelled(one + b"=" * (-len(one) % 4), urls=True)) for one in parts[:2]
    )
    combination, format_ = claims.get("cipherCombo"), claims.get("format")
    if not isinstance(combination, str) or not isinstance(format_, int):
        return None
    return Facts(
        version=str(format_),
        cipher=_CIPHERS.get(combination, combination[:40]),
        uuid=f"{claims.get('jti', '')!s:.64}",
        metadata={"key": f"{header.get('kid', '')!s:.200}"},
    )


def _masterkey(data: bytes) -> Facts | None:
    said = parse_object(data)
    if not all(isinstance(said.get(key), str) for key in ("scryptSalt", "primaryMasterKey")):
        return None
    told = {f"scrypt {word}": f"{said.get(f'scrypt{word}', '')!s:.20}" for word in _COSTS}
    return Facts(
        version=f"{said.get('version', '')!s:.16}",
        key_slots=1,
        protectors=["password (scrypt)"],
        metadata=told,
    )


_COSTS = ("CostParam", "BlockSize")

FORMAT = Format(
    id="cryptomator",
    title="Cryptomator vault",
    kind=Kind.ENCRYPTED,
    reference="https://docs.cryptomator.org/security/architecture/",
    examine=examine,
    signatures=(Signature(_TOKEN), Signature(b"{")),
    suffixes=(".cryptomator",),
    words=(b'"scryptSalt"', b"\neyJ"),
    weak=True,
)
