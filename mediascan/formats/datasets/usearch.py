"""An index of USearch: the vectors, then "usearch" and 64 bytes of header, then the graph.

The vectors are u32 rows and u32 bytes a row (u64 both in large files), then the rows; they may be
left out. Header: magic, u16 x 3 version, u8 metric, u8 scalar, u8 key, u8 slot, u64 present, u64
deleted, u64 dimensions. Graph: u64 size, u64 links, u64 links at the ground, u64 top, u64 entry,
i16 a node its level, then the nodes.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.reading.window import Window

_MAGIC = b"usearch"
_HEADER, _GRAPH = 64, 40
_LEAST = _HEADER + _GRAPH
_VECTORS = 16  # bytes of both numbers in front of the vectors
_METRICS = {
    "i": "inner product",
    "c": "cosine",
    "e": "L2",
    "p": "Pearson",
    "h": "haversine",
    "d": "divergence",
    "b": "Hamming",
    "t": "Tanimoto",
    "s": "Sorensen",
    "j": "Jaccard",
    "\0": "unknown",
}
_SCALARS = {  # number -> name and bits
    1: ("b1", 1),
    4: ("bfloat16", 16),
    10: ("float64", 64),
    11: ("float32", 32),
    12: ("float16", 16),
    23: ("int8", 8),
    17: ("uint8", 8),
}
_SLOTS = {15: 4, 2: 5, 14: 8}  # u32, u40, u64 -> bytes
_KEY = 8
_NODE = 2 + _KEY + 2 + 4  # bytes of a node without links, and of its level
_CHUNK = 1 << 16


def examine(window: Window) -> Finding | None:
    at = _header_at(window)
    if at < 0:
        return None
    cursor = window.cursor(at + len(_MAGIC))
    version = ".".join(str(cursor.number("H")) for _ in range(3))
    metric, scalar = chr(cursor.number("B")), cursor.number("B")
    key, slot = cursor.number("B"), cursor.number("B")
    present, deleted, dimensions = (cursor.number("Q") for _ in range(3))
    if metric not in _METRICS or not 0 < dimensions < 1 << 24 or max(present, deleted) >> 48:
        raise Malformed("a header of USearch with values that it forbids")
    name, bits = _SCALARS.get(scalar, (f"scalar {scalar}", 0))
    facts = Facts(
        version=version,
        framework="USearch",
        training_shape="embeddings",
        row_count=present,
        shape=[present, dimensions],
        dtype=name,
        metadata={"metric": _METRICS[metric]},
    )
    if deleted:
        facts["metadata"]["deleted"] = str(deleted)
    faults: list[Fault] = []
    if at and bits and (dimensions * bits + 7) // 8 != _row(window, at):
        faults.append(Fault(FaultKind.MALFORMED, "rows and dimensions disagree"))
    sure = Confidence.PARSED
    try:
        end = _graph(window, at + _HEADER, _SLOTS.get(slot, 0))
        if end == window.size and not faults and key == 14:
            sure = Confidence.CONSISTENT
        elif end != window.size:
            facts["trailing_bytes"] = window.size - end
            text = f"{window.size - end} bytes behind the graph"
            faults.append(Fault(FaultKind.MALFORMED, text))
    except InputFault as bad:
        faults.append(fault_of(bad))
    evidence = (window.evidence(at, _HEADER, "magic, version, metric, count, dimensions"),)
    return Finding("usearch", Kind.DATASET, sure, facts, evidence, tuple(faults))


def _header_at(window: Window) -> int:
    """Where the header is: at the start or behind the vectors; -1 where there is none."""
    for at in _places(window.upto(0, _VECTORS), window.size):
        if window.sparse(at, len(_MAGIC)) == _MAGIC:
            return at
    return -1


def _places(head: bytes, size: int) -> list[int]:
    """Where the header may be in a file of `size` bytes."""
    if head.startswith(_MAGIC):
        return [0]
    found = []
    for width in (4, 8):
        rows = int.from_bytes(head[:width], "little")
        row = int.from_bytes(head[width : 2 * width], "little")
        at = 2 * width + rows * row
        if rows and row and len(head) >= 2 * width and at + rows * _NODE <= size - _LEAST:
            found.append(at)
    return found


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether the header can be where the numbers of rows and of bytes a row put it."""
    return bool(_places(head[:_VECTORS], size))


def _row(window: Window, at: int) -> int:
    """Bytes a row of the vectors in front of the header at `at`."""
    rows, size = (int.from_bytes(window.read(4 * n, 4), "little") for n in range(2))
    if 8 + rows * size == at:
        return size
    return window.cursor(8).number("Q")


def _graph(window: Window, at: int, slot: int) -> int:
    """Where the graph at `at` ends, whose slots have `slot` bytes."""
    cursor = window.cursor(at)
    size, links, ground = (cursor.number("Q") for _ in range(3))
    if size >> 40 or max(links, ground) > 1 << 16 or not slot:
        raise Malformed(f"a graph of {size} nodes with {links} links")
    levels = at + _GRAPH
    end = levels + size * (2 + _KEY + 2 + 4 + ground * slot)
    if end > window.size:
        raise Truncated(f"at least {end - window.size} bytes of the graph are missing")
    for start in range(0, 2 * size, _CHUNK):
        data = window.read(levels + start, min(_CHUNK, 2 * size - start))
        end += (sum(data[::2]) + 256 * sum(data[1::2])) * (4 + links * slot)
    return end


FORMAT = Format(
    id="usearch",
    title="USearch vector index",
    kind=Kind.DATASET,
    reference="https://github.com/unum-cloud/usearch/blob/main/include/usearch/index_dense.hpp",
    examine=examine,
    signatures=(Signature(_MAGIC), Signature(b"\0\0", at=6)),
    suffixes=(".usearch",),
    weak=True,
    look=look,
)
