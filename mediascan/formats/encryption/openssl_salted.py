"""What `openssl enc` writes: "Salted__", 8 bytes of salt, cipher text. Also spelled in base64.

Cipher and key derivation are not told; a length that is a multiple of 16 fits AES in CBC mode, the
usual choice.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.compression.inner_format import is_text
from mediascan.reading.encryption.armor import unspelled
from mediascan.reading.window import Window

_MAGIC, _SPELLED = b"Salted__", b"U2FsdGVkX1"
_HEADER = 16
_BLOCK = 16
_HEAD = 4096


def examine(window: Window) -> Finding | None:
    head = window.upto(0, _HEAD)
    facts = Facts(metadata={"salt": ""})
    size = window.size
    if head.startswith(_SPELLED):
        text = b"".join(head.split())
        facts["metadata"]["form"] = "text (base64)"
        head = unspelled(text[: len(text) // 4 * 4])
        size = len(head) if window.size <= _HEAD else 0
    if not head.startswith(_MAGIC) or len(head) <= _HEADER or is_text(head[8:]):
        return None
    facts["metadata"]["salt"] = head[8:16].hex()
    blocks = size > _HEADER and size % _BLOCK == 0
    if size:
        facts["metadata"]["length"] = (
            "whole blocks of 16 bytes: fits AES in CBC mode" if blocks else "fits a stream mode"
        )
        facts["declared_bytes"] = size - _HEADER
    return Finding(
        "openssl_salted",
        Kind.ENCRYPTED,
        Confidence.PARSED if blocks or not size else Confidence.MAGIC,
        facts,
        (window.evidence(0, 32, "signature and salt"),),
    )


FORMAT = Format(
    id="openssl_salted",
    title="OpenSSL encrypted file",
    kind=Kind.ENCRYPTED,
    reference="https://docs.openssl.org/master/man1/openssl-enc/",
    examine=examine,
    signatures=(Signature(_MAGIC), Signature(_SPELLED)),
    suffixes=(".enc",),
)
