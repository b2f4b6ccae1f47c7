"""LZMA alone: one compressed file as `lzma` and LZMA SDK write it. No magic: 13 bytes, a stream.

u8 properties (5D: lc 3, lp 0, pb 2, which nearly all writers use), u32 bytes of the dictionary,
u64 bytes of what is inside, or all ones where the stream ends itself; the stream begins with 0. A
dictionary is 2**n or 2**n + 2**(n-1) bytes, as `xz` asks of such a file too.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.lzma_start import HEADER, PROOF, lzma_start
from mediascan.reading.window import Window

_PROPERTIES = b"\x5d\0\0"  # and the lower half of the dictionary's size
_LONGEST = 1 << 38  # bytes inside: xz refuses more as a false alarm (liblzma alone_decoder.c)
_ENDLESS = (1 << 64) - 1  # the stream says itself where it ends
_SURE = 256  # bytes that damage may follow: other data breaks within the first few


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the header can be one."""
    if size < HEADER + 5 or head[HEADER]:
        return False
    dictionary = int.from_bytes(head[1:5], "little")
    lowest = dictionary & -dictionary
    inside = int.from_bytes(head[5:HEADER], "little")
    legal = dictionary in (lowest, 3 * lowest, (1 << 32) - 1)
    return bool(dictionary) and legal and (inside == _ENDLESS or 0 < inside < _LONGEST)


def examine(window: Window) -> Finding | None:
    head = window.upto(0, HEADER + 1)
    if not head.startswith(_PROPERTIES) or not look(head, b"", window.size):
        return None
    inside = int.from_bytes(head[5:HEADER], "little")
    data, used, ended, damage = lzma_start(window)
    if (damage and len(data) < _SURE) or not (data or ended):
        return None
    facts = Facts(compression="lzma", inner_format=inner_format(data))
    facts["metadata"] = {
        "bytes of the dictionary": str(int.from_bytes(head[1:5], "little")),
        "end": "a mark in the stream" if inside == _ENDLESS else "by the size in the header",
    }
    faults: list[Fault] = []
    if inside != _ENDLESS:
        facts["uncompressed_bytes"] = inside
    elif ended:
        facts["uncompressed_bytes"] = len(data)
    if damage:
        text = f"damaged after at least {len(data)} decompressed bytes: {damage}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    elif ended and used < window.size:
        facts["trailing_bytes"] = window.size - used
        text = f"{window.size - used} bytes behind the lzma stream"
        faults.append(Fault(FaultKind.MALFORMED, text))
    elif not ended and len(data) < PROOF:
        text = "the compressed data does not end with the file: cut off, or damaged"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    sure = Confidence.CONSISTENT if ended and not faults else Confidence.PARSED
    evidence = (window.evidence(0, HEADER + 1, "properties, dictionary, size, first byte"),)
    return Finding("lzma_alone", Kind.CONTAINER, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="lzma_alone",
    title="LZMA compressed file",
    kind=Kind.CONTAINER,
    reference="https://github.com/jljusten/LZMA-SDK/blob/master/DOC/lzma-specification.txt",
    examine=examine,
    signatures=(Signature(_PROPERTIES),),
    suffixes=(".lzma",),
    weak=True,
    look=look,
)
