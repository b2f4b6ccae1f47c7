"""`compress`, `.Z`: one compressed file of Unix, by LZW. Two bytes, flags, codes; no sizes."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.lzw import HEADER, MAGIC, unpacked_start
from mediascan.reading.window import Window

_PACKED = 1 << 12  # bytes looked at
_PROOF = 1 << 13  # bytes decompressed to prove that the stream is one
_BLOCK = 0x80  # the table may be cleared
_WIDTHS = range(9, 17)
_SURE = 64  # codes that damage may follow: of other data every second one is none


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the first code is a byte."""
    return head.startswith(MAGIC) and size > HEADER + 1 and not head[HEADER + 1] & 1


def examine(window: Window) -> Finding | None:
    flags = window.read(2, 1)[0]
    packed = window.upto(HEADER, _PACKED)
    if not look(window.upto(0, HEADER + 2), b"", window.size):
        return None
    found = unpacked_start(packed, flags, _PROOF)
    if found.damage and found.codes < _SURE:
        return None
    facts = Facts(compression="LZW", inner_format=inner_format(found.data))
    facts["metadata"] = {"longest code": f"{flags & 31} bits"}
    faults: tuple[Fault, ...] = ()
    if found.damage:
        text = f"damaged after {len(found.data)} decompressed bytes: {found.damage}"
        faults = (Fault(FaultKind.MALFORMED, text),)
    elif found.ended and HEADER + len(packed) == window.size:
        facts["uncompressed_bytes"] = len(found.data)
    evidence = (window.evidence(0, 16, "signature, longest code, first codes"),)
    return Finding("compress_z", Kind.CONTAINER, Confidence.PARSED, facts, evidence, faults)


FORMAT = Format(
    id="compress_z",
    title="compress (.Z) compressed file",
    kind=Kind.CONTAINER,
    reference="https://github.com/vapier/ncompress/blob/main/LZW.INFO",
    examine=examine,
    signatures=tuple(
        Signature(MAGIC + bytes((block | width,))) for block in (_BLOCK, 0) for width in _WIDTHS
    ),
    suffixes=(".z", ".taz"),
    weak=True,
    look=look,
)
