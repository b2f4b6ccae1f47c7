"""The header of scrypt(1): 96 bytes with a checksum that needs no key.

"scrypt", version 0, log2(N), r and p (big endian), 32 bytes of salt, the first 16 bytes of the
SHA-256 of all that; then an HMAC that needs the key. At the end of the file stands another.
"""

import hashlib
from dataclasses import dataclass

from mediascan.reading.window import Window

SIGNATURE = b"scrypt\0"
HEADER, TRAILER = 96, 32
_SUMMED, _SUM = 48, 16


@dataclass(frozen=True, slots=True)
class Scrypt:
    log_n: int
    r: int
    p: int
    right: bool  # the checksum holds


def read_scrypt(window: Window) -> Scrypt:
    """The header at the start. Raises `Truncated`."""
    head = window.read(0, HEADER)
    cursor = window.cursor(len(SIGNATURE), ">")
    log_n, r, p = cursor.number("B"), cursor.number("I"), cursor.number("I")
    made = hashlib.sha256(head[:_SUMMED]).digest()[:_SUM]
    return Scrypt(log_n, r, p, made == head[_SUMMED : _SUMMED + _SUM])
