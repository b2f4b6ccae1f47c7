"""Fernet token: base64 of 0x80, the time, 16 bytes of vector, AES-CBC blocks, an HMAC.

Programs in Python lock files so, with `cryptography`. It tells when that was.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.dates import date_of
from mediascan.reading.encryption.armor import unspelled
from mediascan.reading.window import Window

_MAGIC = b"gAAAAA"  # 0x80, then a time in seconds whose upper 28 bits are 0
_AROUND = 57  # bytes that are no cipher text
_BLOCK = 16
_HEAD = 4096
_TAIL = 4


def examine(window: Window) -> Finding | None:
    head = window.upto(0, _HEAD)
    data = unspelled(head.rstrip(b"\r\n"), urls=True)
    when = date_of(int.from_bytes(data[1:9], "big"))
    if len(data) < _AROUND + _BLOCK or not when:
        return None
    tail = window.read(-_TAIL, _TAIL)
    letters = window.size - len(tail) + len(tail.rstrip(b"\r\n="))
    size = letters * 3 // 4
    if (size - _AROUND) % _BLOCK:
        return None
    facts = Facts(
        version="0x80",
        cipher="AES-128-CBC, HMAC-SHA256",
        dates=[when],
        declared_bytes=size - _AROUND,
    )
    sure = Confidence.CONSISTENT if window.size <= _HEAD else Confidence.PARSED
    evidence = (window.evidence(0, 32, "version, time and vector, in base64"),)
    return Finding("fernet", Kind.ENCRYPTED, sure, facts, evidence)


FORMAT = Format(
    id="fernet",
    title="Fernet encrypted token",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/fernet/spec/blob/master/Spec.md",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".fernet", ".enc", ".encrypted"),
    weak=True,
)
