"""lzip: one compressed file, in members. "LZIP", version 1, size of the dictionary, LZMA, 20 bytes.

The last 20 bytes of a member are u32 CRC-32, u64 bytes of what is inside, u64 bytes of the member:
members are walked from the end, and what is inside is known without decompressing.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.xz_bzip2 import raw_lzma
from mediascan.reading.window import Window

_MAGIC = b"LZIP\1"
_HEADER, _TRAILER = 6, 20
_PROOF = 1 << 13  # bytes decompressed to prove that the stream is one
_PACKED = 1 << 14  # bytes read for it
_PROPERTIES = bytes([93])  # lc 3, lp 0, pb 2: lzip has no others
_MEMBERS = 4096


def examine(window: Window) -> Finding | None:
    coded = window.read(5, 1)[0]
    power = coded & 31
    if not 12 <= power <= 29:
        return None
    dictionary = (1 << power) - (coded >> 5) * (1 << power) // 16
    start = raw_lzma(window.upto(_HEADER, _PACKED), _PROPERTIES, _PROOF, newer=False)
    members, inside, whole = _members(window)
    if not start and not whole:
        return None
    facts = Facts(compression="lzip", inner_format=inner_format(start))
    facts["metadata"] = {"bytes of the dictionary": str(dictionary)}
    faults: tuple[Fault, ...] = ()
    if whole:
        facts["uncompressed_bytes"] = inside
        facts["metadata"]["members"] = str(members)
    else:
        text = "the last member does not end with the file: cut off, or followed by other data"
        faults = (Fault(FaultKind.TRUNCATED, text),)
    return Finding(
        "lzip",
        Kind.CONTAINER,
        Confidence.CONSISTENT if whole else Confidence.PARSED,
        facts,
        (
            window.evidence(0, 16, "magic, version, dictionary"),
            window.evidence(-_TRAILER, _TRAILER, "CRC-32, bytes inside, bytes of the member"),
        ),
        faults,
    )


def _members(window: Window) -> tuple[int, int, bool]:
    """How many members, the bytes inside of them, and whether they fill the file."""
    end, inside = window.size, 0
    for count in range(1, _MEMBERS + 1):
        if end < _HEADER + _TRAILER:
            return count, inside, False
        cursor = window.cursor(end - 16)
        inside += cursor.number("Q")
        end -= cursor.number("Q")
        if end < 0 or not window.has(_MAGIC, end):
            return count, inside, False
        if end == 0:
            return count, inside, True
    return _MEMBERS, inside, False


FORMAT = Format(
    id="lzip",
    title="lzip compressed file",
    kind=Kind.CONTAINER,
    reference="https://www.nongnu.org/lzip/manual/lzip_manual.html#File-format",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".lz", ".tlz"),
)
