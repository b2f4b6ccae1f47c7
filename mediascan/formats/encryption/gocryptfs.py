"""`gocryptfs.conf`: a folder of files encrypted one by one; this one holds the locked key."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_LONGEST = 65_536
_CIPHERS = {"XChaCha20Poly1305": "XChaCha20-Poly1305", "AESSIV": "AES-SIV-512"}


def examine(window: Window) -> Finding | None:
    if window.size > _LONGEST:
        return None
    said = parse_object(window.read(0, window.size))
    kdf, flags = said.get("ScryptObject"), said.get("FeatureFlags")
    if not (isinstance(said.get("EncryptedKey"), str) and isinstance(kdf, dict)):
        return None
    words = [one for one in flags if isinstance(one, str)] if isinstance(flags, list) else []
    facts = Facts(
        version=f"{said.get('Version', '')!s:.16}",
        producer=f"{said.get('Creator', '')!s:.80}",
        cipher=next((_CIPHERS[one] for one in words if one in _CIPHERS), "AES-256-GCM"),
        key_slots=1,
        protectors=["FIDO2 token" if "FIDO2" in words else "password (scrypt)"],
        metadata={"flags": ", ".join(words)[:400]},
    )
    for word in ("N", "R", "P"):
        facts["metadata"][f"scrypt {word}"] = f"{kdf.get(word, '')!s:.20}"
    evidence = (window.evidence(0, 64, "start of the settings"),)
    return Finding("gocryptfs", Kind.ENCRYPTED, Confidence.PARSED, facts, evidence)


FORMAT = Format(
    id="gocryptfs",
    title="gocryptfs encrypted folder",
    kind=Kind.ENCRYPTED,
    reference="https://nuetzlich.net/gocryptfs/forward_mode_crypto/",
    examine=examine,
    signatures=(Signature(b"{"),),
    suffixes=(".conf",),
    words=(b'"EncryptedKey"',),
    weak=True,
)
