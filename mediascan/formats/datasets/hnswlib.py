"""An index of hnswlib: a header of 96 bytes, the elements, then the links above the ground.

There is no magic: the header starts with 8 zero bytes, and its numbers follow from each other.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.reading.vectors.hnswlib import HEADER, Header, read_header
from mediascan.reading.window import Window

_ZEROS = bytes(8)
_CHUNK = 1 << 16
_MOST_WALKED = 200_000  # elements whose links are followed


def examine(window: Window) -> Finding | None:
    head = window.sparse(0, min(HEADER.size, window.size))  # many files are asked
    header = read_header(head) if any(head[8:16]) else None
    if header is None:
        return None
    bytes_each = header.label_at - header.data_at
    facts = Facts(
        framework="hnswlib",
        training_shape="embeddings",
        row_count=header.elements,
        metadata={
            "bytes a vector": str(bytes_each),
            "M": str(header.m),
            "ef_construction": str(header.width),
            "room for": str(header.most),
        },
    )
    if not bytes_each % 4:
        facts["shape"] = [header.elements, bytes_each // 4]  # as float32, which most spaces are
    faults: tuple[Fault, ...] = ()
    sure = Confidence.PARSED
    try:
        if header.elements <= _MOST_WALKED:
            end = _links(window, header)
            sure = Confidence.CONSISTENT
            if end < window.size:
                facts["trailing_bytes"] = window.size - end
                raise Malformed(f"{window.size - end} bytes behind the links")
        elif (least := HEADER.size + header.elements * (header.size + 4)) > window.size:
            facts["missing_bytes"] = least - window.size
            raise Truncated(f"at least {least - window.size} bytes are missing")
    except InputFault as bad:
        faults = (fault_of(bad),)
        sure = Confidence.PARSED
    evidence = (window.evidence(0, 64, "sizes and places that follow from each other"),)
    return Finding("hnswlib", Kind.DATASET, sure, facts, evidence, faults)


def _links(window: Window, header: Header) -> int:
    """Where the links of the last element end."""
    at = HEADER.size + header.elements * header.size
    if at > window.size:
        raise Truncated(f"at least {at - window.size} bytes of the elements are missing")
    start, data = at, b""
    for _ in range(header.elements):
        if at + 4 > start + len(data):
            start, data = at, window.upto(at, _CHUNK)
        if len(data) < at + 4 - start:
            raise Truncated("links of the last elements are missing")
        length = int.from_bytes(data[at - start : at - start + 4], "little")
        if length % (4 * header.m + 4):
            raise Malformed(f"{length} bytes of links at byte {at}")
        at += 4 + length
    if at > window.size:
        raise Truncated(f"{at - window.size} bytes of links are missing")
    return at


FORMAT = Format(
    id="hnswlib",
    title="hnswlib vector index",
    kind=Kind.DATASET,
    reference="https://github.com/nmslib/hnswlib/blob/master/hnswlib/hnswalg.h",
    examine=examine,
    signatures=(Signature(_ZEROS),),
    suffixes=(".bin",),
    weak=True,
)
