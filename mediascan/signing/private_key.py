"""Private keys: made, written, read, and used for signing.

Ed25519 (RFC 8032) in PKCS #8 PEM (RFC 8410), with or without a passphrase, so that `openssl pkey`
opens the same file. Passphrases are bytes that stand in no message, no log and no exception.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mediascan.model.errors import UsageError
from mediascan.signing import owner_file, pbes2, public_key, salt

MAX_PASSPHRASE = 1023  # `openssl pkey` reads at most this many bytes
_CLOSED = "ENCRYPTED PRIVATE KEY"
_OPEN = "PRIVATE KEY"


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key that is ready to sign. `protected`: its file asks for a passphrase."""

    public: bytes
    key_id: str
    protected: bool
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the signature over `data`; the same bytes give the same signature."""
        return self._key.sign(data)

    def salt_secret(self, context: bytes) -> bytes:
        """The secret behind the salts of one run; see `signing/salt.py`."""
        return salt.secret_of(self.sign, context)


def new_key() -> Signer:
    """A fresh key, in memory only."""
    return _signer(Ed25519PrivateKey.generate(), protected=False)


def write_key(path: Path, key: Signer, passphrase: bytes | None) -> None:
    """Make the file `path`, which only its owner may read. None: no passphrase is asked for.

    Raises `UsageError` if the file is there already or if the passphrase cannot be typed again.
    """
    info = key._key.private_bytes(  # noqa: SLF001 - the key belongs to this module
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    if passphrase is None:
        owner_file.write_new(path, _pem(_OPEN, info))
        return
    _check_new(passphrase)
    owner_file.write_new(path, _pem(_CLOSED, pbes2.close(info, passphrase)))


def read_key(path: Path, passphrase: Callable[[], bytes] | bytes | None) -> Signer:
    """The key in the file `path`; a callable is asked only if the file needs a passphrase.

    Raises `UsageError`: no file, open to others, no or a wrong passphrase, not such a key.
    """
    data = owner_file.read_small(path, secret=True)
    name = owner_file.shown(path)
    protected = _begin(_CLOSED) in data
    if not protected and _begin(_OPEN) not in data:
        raise UsageError(f"{name} is not a private key in PKCS #8 PEM form")
    secret = (passphrase() if callable(passphrase) else passphrase) if protected else None
    if protected and secret is None:
        raise UsageError(f"{name} is protected; give its passphrase")
    try:
        key = serialization.load_pem_private_key(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        if protected:
            raise UsageError(f"the passphrase does not open {name}") from error
        raise UsageError(f"{name} is damaged, or not a private key that we know") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{name} is not an Ed25519 key; make one with: mediascan keys new")
    return _signer(key, protected=protected)


def _signer(key: Ed25519PrivateKey, *, protected: bool) -> Signer:
    public = public_key.from_raw(key.public_key().public_bytes_raw())
    return Signer(public.raw, public.key_id, protected, key)


def _check_new(passphrase: bytes) -> None:
    """Refuse what no prompt or passphrase file could give back."""
    if not passphrase:
        raise UsageError("the passphrase is empty")
    if len(passphrase) > MAX_PASSPHRASE:
        raise UsageError(f"the passphrase has more than {MAX_PASSPHRASE} bytes")
    if {0x00, 0x0A, 0x0D} & set(passphrase):
        raise UsageError("the passphrase has a line end or a zero byte in it")


def _begin(label: str) -> bytes:
    return f"-----BEGIN {label}-----".encode()


def _pem(label: str, der: bytes) -> bytes:
    """PEM as RFC 7468 section 3 has it: lines of 64 letters."""
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""]).encode()
