"""An index of FAISS: vectors, or codes of them, to search in. A fourcc, a header, the parts.

A header has two numbers that nobody uses, the same in all files; binary vectors have another
header, with the size of a code, which is dimensions by eight. Known kinds are walked to the last
byte.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.vectors.faiss import UNUSED, Index, read_index
from mediascan.reading.window import Window

_BINARY = tuple(b"IB" + kind for kind in (b"xF", b"wF", b"Ff", b"Hc", b"Hf", b"Hm", b"Mp", b"M2"))
_BINARY_HEADER = 4 + 4 + 4 + 8 + 1 + 4


def examine(window: Window) -> Finding | None:
    if any(window.has(kind, 0) for kind in _BINARY):
        return _binary(window)
    if not window.has(UNUSED, 16):
        return None
    found = Index()
    cursor = window.cursor()
    faults: list[Fault] = []
    try:
        read_index(cursor, found)
    except InputFault as bad:
        if not found.dimensions:
            return None
        found.walked = False
        faults.append(fault_of(bad))
    facts = _facts(found)
    if found.walked and cursor.left:
        facts["trailing_bytes"] = cursor.left
        faults.append(Fault(FaultKind.MALFORMED, f"{cursor.left} bytes behind the index"))
    sure = Confidence.CONSISTENT if found.walked and not faults else Confidence.PARSED
    evidence = (window.evidence(0, 41, "kind, dimensions, count, metric"),)
    return Finding("faiss", Kind.DATASET, sure, facts, evidence, tuple(faults))


def _facts(found: Index) -> Facts:
    facts = Facts(
        framework="FAISS",
        training_shape="embeddings",
        row_count=found.count,
        shape=[found.count, found.dimensions],
        architecture=" > ".join(found.kinds),
        metadata={"metric": found.metric},
    )
    if found.lists:
        facts["metadata"]["cells"] = str(found.lists)
    if found.code_size:
        facts["quantization"] = f"{found.code_size} bytes a vector"
    return facts


def _binary(window: Window) -> Finding | None:
    cursor = window.cursor(4)
    dimensions, size, count = cursor.number("i"), cursor.number("i"), cursor.number("q")
    trained, metric = cursor.number("B"), cursor.number("i")
    if dimensions != 8 * size or not 0 < size < 1 << 17 or not 0 <= count < 1 << 48:
        return None
    if trained > 1 or not 0 <= metric <= 32:
        return None
    kind = window.read(0, 4).decode("latin-1")
    if kind != "IBxF" and (count * size > window.size or b"IB" not in window.upto(4, 4096)):
        return None  # the others hold as many codes, and have an index inside
    facts = Facts(
        framework="FAISS",
        training_shape="embeddings",
        row_count=count,
        shape=[count, dimensions],
        architecture=kind,
        dtype="bit",
    )
    faults: tuple[Fault, ...] = ()
    sure = Confidence.PARSED
    if kind == "IBxF":
        lacks = _BINARY_HEADER + 8 + count * size - window.size
        if lacks > 0:
            facts["missing_bytes"] = lacks
            faults = (Fault(FaultKind.TRUNCATED, f"{lacks} bytes of the codes are missing"),)
        elif lacks < 0:
            facts["trailing_bytes"] = -lacks
            faults = (Fault(FaultKind.MALFORMED, f"{-lacks} bytes behind the index"),)
        else:
            sure = Confidence.CONSISTENT
    evidence = (window.evidence(0, _BINARY_HEADER, "kind, dimensions, size of a code, count"),)
    return Finding("faiss", Kind.DATASET, sure, facts, evidence, faults)


FORMAT = Format(
    id="faiss",
    title="FAISS vector index",
    kind=Kind.DATASET,
    reference="https://github.com/facebookresearch/faiss/blob/main/faiss/impl/index_write.cpp",
    examine=examine,
    signatures=(Signature(UNUSED, at=16), *(Signature(kind) for kind in _BINARY)),
    suffixes=(".faiss", ".index"),
    weak=True,
)
