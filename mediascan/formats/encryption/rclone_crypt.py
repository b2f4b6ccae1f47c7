"""A file of rclone's crypt remote: "RCLONE", two zeros, a nonce of 24 bytes, locked chunks.

The names of such files are encrypted too. The length of the plain text follows from the file's.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.encryption.chunks import plain_size
from mediascan.reading.window import Window

_MAGIC = b"RCLONE\0\0"
_HEADER = 32


def examine(window: Window) -> Finding | None:
    window.read(0, _HEADER)
    facts = Facts(producer="rclone", cipher="XSalsa20-Poly1305")
    faults: tuple[Fault, ...] = ()
    plain = plain_size(window.size - _HEADER)
    if plain >= 0:
        facts["uncompressed_bytes"] = plain
    else:
        faults = (Fault(FaultKind.TRUNCATED, "no text gives a file of this length: cut off"),)
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    evidence = (window.evidence(0, _HEADER, "signature and nonce"),)
    return Finding("rclone_crypt", Kind.ENCRYPTED, sure, facts, evidence, faults)


FORMAT = Format(
    id="rclone_crypt",
    title="rclone encrypted file",
    kind=Kind.ENCRYPTED,
    reference="https://rclone.org/crypt/#file-encryption",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".bin",),
)
