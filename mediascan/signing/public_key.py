"""The public half of a key: what a reader needs to check a signature, and its name.

A key is Ed25519 (RFC 8032), kept as PEM of a SubjectPublicKeyInfo (RFC 8410), which `openssl`
reads as it is. Its name, the key id, is the SHA-256 of that SubjectPublicKeyInfo as DER, in hex:
anybody can compute it with `openssl pkey -pubin -outform DER | sha256sum`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from mediascan.model.errors import TamperedError, UsageError
from mediascan.signing import owner_file

RAW_BYTES = 32  # RFC 8032 section 5.1.5
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
_LABEL = b"-----BEGIN PUBLIC KEY-----"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key: its 32 raw bytes, and its id (64 hex digits)."""

    raw: bytes
    key_id: str


def from_raw(raw: bytes) -> PublicKey:
    """The key of these 32 bytes. Raises `ValueError` for any other number of bytes."""
    spki = Ed25519PublicKey.from_public_bytes(raw).public_bytes(serialization.Encoding.DER, _SPKI)
    return PublicKey(raw, hashlib.sha256(spki).hexdigest())


def to_pem(key: PublicKey) -> bytes:
    """The one PEM form in which we write `key`."""
    loaded = Ed25519PublicKey.from_public_bytes(key.raw)
    return loaded.public_bytes(serialization.Encoding.PEM, _SPKI)


def from_pem(data: bytes) -> PublicKey:
    """The key in `data`, if it is exactly what `to_pem` writes: for the key in a report, of
    which no byte may have changed. Raises `TamperedError`.
    """
    key = _loaded(data)
    if to_pem(key) != data:
        raise TamperedError("the public key is not in the form in which it was written")
    return key


def _loaded(data: bytes) -> PublicKey:
    """The key in `data`, in any PEM form of it."""
    if len(data) > owner_file.MAX_BYTES or data.count(_LABEL) != 1:
        raise TamperedError("this is not one public key in PEM form")
    try:
        key = serialization.load_pem_public_key(data)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise TamperedError("the PEM block of the public key is damaged") from error
    if not isinstance(key, Ed25519PublicKey):
        raise TamperedError("the public key is not an Ed25519 key")
    return from_raw(key.public_bytes_raw())


def read_public_key(path: Path) -> PublicKey:
    """The key in the file `path`. Raises `UsageError` with what is wrong with it.

    It may have come by mail: text around the PEM block and other line ends are accepted, as
    RFC 7468 section 2 allows.
    """
    data = owner_file.read_small(path)
    if b"PRIVATE KEY-----" in data:
        raise UsageError(f"{owner_file.shown(path)} is a private key; give the public one")
    try:
        return _loaded(data)
    except TamperedError as error:
        raise UsageError(f"{owner_file.shown(path)}: {error}") from error


def write_public_key(path: Path, key: PublicKey) -> None:
    """Make the file `path`. Raises `UsageError` if it is there already."""
    owner_file.write_new(path, to_pem(key), owner_file.PUBLIC)


def verify(public: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether `signature` over `data` was made with the private half of `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public.raw).verify(signature, data)
    except InvalidSignature:
        return False
    return True
