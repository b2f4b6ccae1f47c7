"""bzip2: one compressed file, in streams of blocks. It has no name, no date and no size inside."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.window import Window

_PROOF = 1 << 13  # bytes decompressed to prove that the stream is one
_BLOCK, _EMPTY = b"1AY&SY", b"\x17rE8P\x90"  # pi, and its square root: a block, or the end


def examine(window: Window) -> Finding | None:
    if window.size < 10 or not (window.has(_BLOCK, 4) or window.has(_EMPTY, 4)):
        return None
    found = inflate(window, Method.BZIP2, _PROOF)
    level = window.read(3, 1).decode()
    facts = Facts(compression="bzip2", metadata={"block size": f"{level}00 kB"})
    faults: list[Fault] = []
    if found.data or found.ended:
        facts["inner_format"] = inner_format(found.data)
    if found.damage:
        text = f"damaged after at least {len(found.data)} decompressed bytes: {found.damage}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    elif found.ended:
        facts["uncompressed_bytes"] = len(found.data)
        if found.used < window.size:
            facts["trailing_bytes"] = window.size - found.used
            text = f"{window.size - found.used} bytes behind the last bzip2 stream"
            faults.append(Fault(FaultKind.MALFORMED, text))
    elif len(found.data) < _PROOF:
        text = "the compressed data does not end with the file: cut off, or damaged"
        faults.append(Fault(FaultKind.TRUNCATED, text))
    sure = Confidence.PARSED if found.data or found.ended else Confidence.MAGIC
    if found.ended and not faults:
        sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, 10, "signature, block size, first block"),)
    return Finding("bzip2", Kind.CONTAINER, sure, facts, evidence, tuple(faults))


FORMAT = Format(
    id="bzip2",
    title="bzip2 compressed file",
    kind=Kind.CONTAINER,
    reference="https://github.com/dsnet/compress/blob/master/doc/bzip2-format.pdf",
    examine=examine,
    signatures=tuple(Signature(b"BZh%d" % level) for level in range(1, 10)),
    suffixes=(".bz2", ".tbz", ".tbz2"),
)
