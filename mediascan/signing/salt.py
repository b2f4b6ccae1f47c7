r"""Salts for the rows of a manifest, so that showing one row does not give away its neighbours.

A proof that a row is in the tree shows the hash of the row beside it. Without a salt, who guesses
that row (a likely path, size and digest) can confirm the guess. So every row holds 16 bytes that
nobody can guess: HMAC-SHA256(secret, row index as 8 bytes big-endian), cut to 16.

The secret is not drawn by chance, because a run that was stopped and taken up again must give the
same rows, byte for byte, as one that was not; and it is not stored, because a stored secret leaks
or is lost. It is computed from the signing key: SHA-256 of the Ed25519 signature over a fixed
prefix and the context of the run. Ed25519 signatures are deterministic (RFC 8032 section 5.1.6),
and nobody without the key can make one. What we sign for others starts with `DSSEv1 ` and can
therefore never be this message; a caller must never sign bytes that a stranger chose.

The context must differ from run to run: with the same one, a row shown out of one report tells
the salt of the row with the same index in the other.
"""

import hashlib
import hmac
from collections.abc import Callable

PREFIX = b"mediascan salt v1\n"
SALT_BYTES = 16  # 128 bits: out of reach of guessing, 24 letters of base64 in a row


def secret_of(sign: Callable[[bytes], bytes], context: bytes) -> bytes:
    """The 32 secret bytes of a run; `sign` must give the same signature for the same bytes."""
    return hashlib.sha256(sign(PREFIX + context)).digest()


def salt(secret: bytes, row_index: int) -> bytes:
    """The 16 bytes of the row `row_index`, which counts from 0."""
    return hmac.digest(secret, row_index.to_bytes(8, "big"), "sha256")[:SALT_BYTES]
