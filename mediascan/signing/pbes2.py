"""A private key closed with a passphrase: PBES2 of PKCS #5, written as DER by hand.

The writer of `cryptography` uses PBKDF2 with 2,048 iterations and has no setting for it, which a
graphics card tries by the million a second. What is written here opens with `openssl pkey` of
3.0 and with `cryptography`; scrypt, which would be better, does not open with the former.

Layout (RFC 5958 section 3, RFC 8018 appendix A): SEQUENCE { SEQUENCE { id-PBES2, SEQUENCE {
SEQUENCE { id-PBKDF2, SEQUENCE { salt, iterations, prf } }, SEQUENCE { id-aes256-CBC, iv } } },
OCTET STRING ciphertext }.
"""

import hashlib
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# OWASP Password Storage Cheat Sheet (2023), section "PBKDF2": 600,000 with HMAC-SHA-256
ITERATIONS = 600_000
BLOCK = 16  # bytes of an AES block: the initial vector, the padding, and our salt

_INTEGER, _OCTETS, _SEQUENCE = 0x02, 0x04, 0x30
_PBES2 = bytes.fromhex("06092a864886f70d01050d")  # 1.2.840.113549.1.5.13
_PBKDF2 = bytes.fromhex("06092a864886f70d01050c")  # 1.2.840.113549.1.5.12
_HMAC_SHA256 = bytes.fromhex("06082a864886f70d02090500")  # 1.2.840.113549.2.9, then NULL
_AES256_CBC = bytes.fromhex("060960864801650304012a")  # 2.16.840.1.101.3.4.1.42


def close(private_key_info: bytes, passphrase: bytes) -> bytes:
    """`private_key_info` (DER of PKCS #8) as DER of an EncryptedPrivateKeyInfo."""
    salt, start = os.urandom(BLOCK), os.urandom(BLOCK)
    key = hashlib.pbkdf2_hmac("sha256", passphrase, salt, ITERATIONS, 32)
    spare = BLOCK - len(private_key_info) % BLOCK  # RFC 8018 6.1.1: always at least one byte
    cipher = Cipher(algorithms.AES256(key), modes.CBC(start)).encryptor()
    closed = cipher.update(private_key_info + bytes([spare]) * spare) + cipher.finalize()
    derivation = _der(
        _SEQUENCE,
        _PBKDF2,
        _der(
            _SEQUENCE,
            _der(_OCTETS, salt),
            _der(_INTEGER, ITERATIONS.to_bytes(ITERATIONS.bit_length() // 8 + 1, "big")),
            _der(_SEQUENCE, _HMAC_SHA256),
        ),
    )
    scheme = _der(_SEQUENCE, _AES256_CBC, _der(_OCTETS, start))
    algorithm = _der(_SEQUENCE, _PBES2, _der(_SEQUENCE, derivation, scheme))
    return _der(_SEQUENCE, algorithm, _der(_OCTETS, closed))


def _der(tag: int, *parts: bytes) -> bytes:
    """One DER value: tag, length, content (X.690 section 8.1.3)."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    long = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(long)]) + long + content
