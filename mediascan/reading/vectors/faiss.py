"""The parts of a FAISS index: a fourcc, a header, fields of the kind, and indexes inside of it.

A header is i32 d, i64 count, i64 x 2 that nobody uses (1 << 20), u8 trained, i32 metric (above 1
with a f32). A vector is u64 count and its items. What is not known here is not walked; then the
header alone tells. Checked on files of faiss 1.15.

Source: https://github.com/facebookresearch/faiss/blob/main/faiss/impl/index_write.cpp
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.reading.window import Cursor

UNUSED = (1 << 20).to_bytes(8, "little") * 2
_DEEPEST = 8  # indexes in indexes
_MOST_TRANSFORMS = 16
_LINEAR = {"rrot": 0, "LTra": 0, "PcAm": 9, "Pcam": 13, "Viqm": 8}  # -> bytes before the matrices
_PRINCIPAL = {"PcAm", "Pcam"}
_METRICS = {
    0: "inner product",
    1: "L2",
    2: "L1",
    3: "Linf",
    4: "Lp",
    20: "Canberra",
    21: "Bray-Curtis",
    22: "Jensen-Shannon",
    23: "Jaccard",
    24: "NaN-Euclidean",
    25: "Gower",
}


@dataclass(slots=True)
class Index:
    """What was read of an index and of those inside of it."""

    kinds: list[str] = field(default_factory=list)  # fourccs, the outermost first
    dimensions: int = 0
    count: int = 0
    metric: str = ""
    trained: bool = False
    lists: int = 0  # cells of an inverted file
    code_size: int = 0
    walked: bool = True  # whether all of it is known


def read_index(cursor: Cursor, found: Index, depth: int = 0) -> None:
    """Read the index at `cursor` into `found`; `cursor` then stands behind it, if all is known."""
    if depth > _DEEPEST:
        raise Malformed("indexes nested too deep")
    kind = cursor.take(4).decode("latin-1")
    found.kinds.append(kind)
    if not kind.isalnum():
        raise Malformed(f"no index at byte {cursor.at - 4}")
    header(cursor, found, outermost=depth == 0)
    reader = _READERS.get(kind)
    if reader is None or not found.walked:
        found.walked = False
        return
    reader(cursor, found, depth)


def header(cursor: Cursor, found: Index, *, outermost: bool) -> None:
    """The header; the outermost one is what the whole index is."""
    dimensions, count = cursor.number("i"), cursor.number("q")
    if cursor.take(16) != UNUSED:
        raise Malformed("no header of an index")
    trained, metric = cursor.number("B"), cursor.number("i")
    if not 0 < dimensions <= 1 << 20 or not 0 <= count < 1 << 48 or trained > 1:
        raise Malformed(f"{count} vectors of {dimensions} dimensions")
    if metric > 1:
        cursor.skip(4)
    if outermost:
        found.dimensions, found.count, found.trained = dimensions, count, bool(trained)
        found.metric = _METRICS.get(metric, f"metric {metric}")


def _vector(cursor: Cursor, width: int) -> int:
    """Pass over a vector of items of `width` bytes; how many it has."""
    count = cursor.number("Q")
    if count > 1 << 48:
        raise Malformed(f"a vector of {count} items")
    cursor.skip(count * width)
    return count


def _flat(cursor: Cursor, _found: Index, _depth: int) -> None:
    _vector(cursor, 4)


def _map(cursor: Cursor, found: Index, depth: int) -> None:
    read_index(cursor, found, depth + 1)
    if found.walked:
        _vector(cursor, 8)


def _hnsw(cursor: Cursor, found: Index, depth: int) -> None:
    for width in (8, 4, 4, 8, 4):  # probabilities, neighbours a level, levels, offsets, neighbours
        _vector(cursor, width)
    cursor.skip(20)  # entry point, highest level, two widths of search, one that is always 1
    read_index(cursor, found, depth + 1)


def _product_quantizer(cursor: Cursor, found: Index) -> None:
    dimensions, parts, bits = (cursor.number("Q") for _ in range(3))
    if bits > 24 or parts > dimensions or dimensions > 1 << 20:
        raise Malformed(f"a quantizer of {parts} parts with {bits} bits")
    found.code_size = (parts * bits + 7) // 8
    _vector(cursor, 4)


def _scalar_quantizer(cursor: Cursor, found: Index) -> None:
    cursor.skip(12 + 8)  # type, range, its argument, dimensions
    found.code_size = cursor.number("Q")
    _vector(cursor, 4)


def _codes(cursor: Cursor, found: Index, _depth: int) -> None:
    _scalar_quantizer(cursor, found)
    _vector(cursor, 1)


def _product(cursor: Cursor, found: Index, _depth: int) -> None:
    _product_quantizer(cursor, found)
    _vector(cursor, 1)
    cursor.skip(9)  # kind of search, whether signs are encoded, a threshold


def _inverted(cursor: Cursor, found: Index, depth: int) -> None:
    """What all inverted files begin with: cells, probes, an index of the cells, a map."""
    found.lists = cursor.number("Q")
    cursor.skip(8)
    read_index(cursor, found, depth + 1)
    if not found.walked:
        return
    direct = cursor.number("B")
    _vector(cursor, 8)
    if direct == 2:
        _vector(cursor, 16)


def _inverted_flat(cursor: Cursor, found: Index, depth: int) -> None:
    _inverted(cursor, found, depth)
    if found.walked:
        _lists(cursor, found)


def _inverted_product(cursor: Cursor, found: Index, depth: int) -> None:
    _inverted(cursor, found, depth)
    if found.walked:
        cursor.skip(1 + 8)  # by residual, size of a code
        _product_quantizer(cursor, found)
        _lists(cursor, found)


def _inverted_scalar(cursor: Cursor, found: Index, depth: int) -> None:
    _inverted(cursor, found, depth)
    if found.walked:
        _scalar_quantizer(cursor, found)
        cursor.skip(8 + 1)  # size of a code, by residual
        _lists(cursor, found)


def _lists(cursor: Cursor, found: Index) -> None:
    """Inverted lists in memory: "ilar", cells, size of a code, sizes, then codes and ids."""
    kind = cursor.take(4)
    if kind == b"il00":
        return
    if kind != b"ilar":
        found.walked = False
        return
    cells, code = cursor.number("Q"), cursor.number("Q")
    form = cursor.take(4)
    sizes = cursor.count("Q")
    if form == b"full" and sizes == cells:
        held = sum(cursor.number("Q") for _ in range(sizes))
    elif form == b"sprs" and not sizes % 2:
        held = sum(cursor.number("Q") * (number % 2) for number in range(sizes))
    else:
        raise Malformed(f"lists of {sizes} sizes for {cells} cells")
    cursor.skip(held * (code + 8))


def _transformed(cursor: Cursor, found: Index, depth: int) -> None:
    count = cursor.number("i")
    if not 0 <= count <= _MOST_TRANSFORMS:
        raise Malformed(f"{count} transforms before an index")
    for _ in range(count):
        if not _transform(cursor, found):
            found.walked = False
            return
    read_index(cursor, found, depth + 1)


def _transform(cursor: Cursor, found: Index) -> bool:
    """Pass over one transform; whether it is known."""
    kind = cursor.take(4).decode("latin-1")
    found.kinds.append(kind)
    if kind in _LINEAR:
        cursor.skip(_LINEAR[kind])
        for _ in range(3 if kind in _PRINCIPAL else 0):  # means, eigenvalues, the matrix
            _vector(cursor, 4)
        cursor.skip(1)  # whether there is a bias
        _vector(cursor, 4)
        _vector(cursor, 4)
    elif kind in {"RmDT", "VCnt"}:
        _vector(cursor, 4)
    elif kind == "VNrm":
        cursor.skip(4)
    else:
        return False
    cursor.skip(9)  # dimensions in and out, trained
    return True


_READERS = {
    **dict.fromkeys(("IxFI", "IxF2", "IxFl"), _flat),
    **dict.fromkeys(("IxMp", "IxM2"), _map),
    **dict.fromkeys(("IHNf", "IHNs", "IHNp"), _hnsw),
    "IxSQ": _codes,
    "IxPq": _product,
    "IxPT": _transformed,
    "IwFl": _inverted_flat,
    "IwPQ": _inverted_product,
    "IwSq": _inverted_scalar,
}
