"""eCryptfs: a file of a Linux encrypted home; the header has the true size and the locked key.

u64 size, u32 random and the same with a constant, flags, size and number of header extents (all
big endian), then an OpenPGP session key packet (tag 3) that names the cipher.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_EXTENTS = b"\0\0\x10\0\0\2\x8c"  # extents of 4096 bytes, two of them, then the packet's tag
_AT = 20
_MARK = 0x3C81B7F5
_EXTENT = 4096
_HEADER = 2 * _EXTENT
_CIPHERS = {2: "3DES", 3: "CAST5", 4: "Blowfish", 7: "AES-128", 8: "AES-192", 9: "AES-256"}


def examine(window: Window) -> Finding | None:
    if not window.has(_EXTENTS, _AT):
        return None
    cursor = window.cursor(0, ">")
    size, random, mark, flags = (cursor.number(code) for code in "QIII")
    cursor.skip(len(_EXTENTS))
    length, version, cipher = (cursor.number("B") for _ in range(3))
    if random ^ _MARK != mark or version != 4 or not length:
        return None
    facts = Facts(
        version=str(flags >> 24),
        cipher=_CIPHERS.get(cipher, f"cipher {cipher}"),
        uncompressed_bytes=size,
        protectors=["passphrase"],
    )
    whole = _HEADER + -(-size // _EXTENT) * _EXTENT
    faults: tuple[Fault, ...] = ()
    if whole > window.size:
        facts["missing_bytes"] = whole - window.size
        faults = (Fault(FaultKind.TRUNCATED, f"{whole - window.size} bytes are missing"),)
    elif whole < window.size:
        facts["trailing_bytes"] = window.size - whole
        text = f"{window.size - whole} bytes more than the header says"
        faults = (Fault(FaultKind.MALFORMED, text),)
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    evidence = (window.evidence(0, 64, "size, marks, flags and key packet"),)
    return Finding("ecryptfs", Kind.ENCRYPTED, sure, facts, evidence, faults)


FORMAT = Format(
    id="ecryptfs",
    title="eCryptfs encrypted file",
    kind=Kind.ENCRYPTED,
    reference="https://github.com/torvalds/linux/blob/master/fs/ecryptfs/crypto.c",
    examine=examine,
    signatures=(Signature(_EXTENTS, at=_AT),),
    suffixes=(),
)
