"""`sample_litdata`: the first items of a LitData chunk, whose types stand in another file.

An item is u32 sizes of its leaves, then the leaves. How many there are is not told here: the first
number for which the sizes of all items add up. A chunk of tokens has items of bare numbers.

Source: Lightning-AI/litData, src/litdata/streaming/writer.py and item_loader.py.
"""

import struct
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mediascan.model.errors import InputFault
from mediascan.reading.compression.inner_format import is_text
from mediascan.reading.nature.sample import Sample
from mediascan.reading.nature.token_ids import TokenIds
from mediascan.reading.window import Window

_ITEMS = 64
_MOST = 1 << 16  # bytes of one item
_LEAVES = 16
_WIDTHS = {"H": 2, "i": 4}  # of token ids


def sample_litdata(window: Window, count: int) -> Sample | None:
    """The first items, as columns "0", "1", ...; None where nothing is told."""
    try:
        ends = [window.cursor(4 + 4 * at).number("I") for at in range(min(count, _ITEMS) + 1)]
        places = [(start, end - start) for start, end in pairwise(ends)]
        whole = all(0 < size <= _MOST for _, size in places)
        items = [window.read(*place) for place in places] if whole else []
    except InputFault:
        return None
    sample = Sample()
    for leaves in range(1, _LEAVES + 1):
        if items and all(_sizes(one, leaves) for one in items):
            for one in items:
                sample.add(_leaves(one, _sizes(one, leaves)))
            return sample
    for code, width in _WIDTHS.items():
        if (ids := _ids(items, code, width)) is not None:
            for row in ids:
                sample.add({"tokens": row})
            return sample
    return None


def _sizes(item: bytes, leaves: int) -> Sequence[int]:
    """The sizes of the leaves; none where they do not add up to the item."""
    head = 4 * leaves
    if len(item) < head:
        return ()
    sizes = struct.unpack_from(f"<{leaves}I", item)
    return sizes if head + sum(sizes) == len(item) else ()


def _leaves(item: bytes, sizes: Sequence[int]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    at = 4 * len(sizes)
    for number, size in enumerate(sizes):
        data = item[at : at + size]
        text = bool(data) and is_text(data)
        record["text" if text and len(sizes) == 1 else str(number)] = (
            data.decode("utf-8", "replace") if text else data
        )
        at += size
    return record


def _ids(items: list[bytes], code: str, width: int) -> list[list[int]] | None:
    """The items as rows of token ids, where they can be such."""
    if not items or any(len(one) % width for one in items):
        return None
    rows = [[one for (one,) in struct.iter_unpack("<" + code, item)] for item in items]
    found = TokenIds()
    for row in rows:
        found.add(row)
    return rows if found.likely else None
