"""A chunk of a Deep Lake 3 (or Hub 2) tensor: samples one behind another, behind two tables.

u8 length and text of the library's version; i32 rows, i32 columns and u32 table of shapes, whose
last column is the last sample with the shape; i32 rows and u32 table of bytes a sample, where the
first begins, and the last sample of that size. The samples follow, as they are or each packed; of a
chunk that is packed as a whole, the tables tell what comes out.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.model.limits import MIB
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.records.deeplake import numbers, sample_bytes, sample_count
from mediascan.reading.window import Window

_VERSION = re.compile(rb"[0-9]{1,2}\.[0-9]{1,3}\.[0-9]{1,3}[a-z0-9.]{0,8}")
_SIGNATURES = tuple(
    Signature(bytes((length,)) + start) for length in range(5, 12) for start in (b"2.", b"3.")
)
_FIRST = 4096  # bytes of the samples looked at
_COLUMNS = 33  # dimensions of an array of numpy, and the sample
_TABLE = 4 * MIB  # bytes of one table: a chunk has 32 MiB at most as a rule


def look(head: bytes, _tail: bytes, size: int) -> bool:
    """Whether it begins with a version, and a chunk can follow."""
    length = head[0]
    return size > length + 13 and bool(_VERSION.fullmatch(head[1 : 1 + length]))


def examine(window: Window) -> Finding | None:
    if not look(window.upto(0, 16), b"", window.size):
        return None
    length = window.read(0, 1)[0]
    cursor = window.cursor(1)
    version = cursor.text(length)
    rows, columns = cursor.number("i"), cursor.number("i")
    if rows <= 0 or not 1 <= columns <= _COLUMNS or rows * columns * 4 > _TABLE:
        return None
    shapes = cursor.take(rows * columns * 4)
    samples = sample_count(shapes, columns)
    sizes = cursor.number("i")
    if not samples or not 0 <= sizes * 12 <= _TABLE:
        return None
    inside = sample_bytes(cursor.take(sizes * 12), samples)
    if inside is None:
        return None
    facts = Facts(framework="Deep Lake", version=version, sample_count=samples)
    facts["shape"] = numbers(shapes, columns - 1)
    if rows > 1:
        facts["metadata"] = {"shapes": f"{rows}, of which the first is told"}
    start = inner_format(window.upto(cursor.at, _FIRST))
    if start not in ("unknown", "zeros", "empty"):
        facts["inner_format"] = start
    behind = window.size - cursor.at
    if sizes:
        facts["declared_bytes"] = inside
    if inside > behind:
        facts["compression"] = "of the chunk as a whole, or it is cut off"
    evidence = (window.evidence(0, 64, "version of the library, tables of shapes and bytes"),)
    sure = Confidence.CONSISTENT if sizes and inside == behind else Confidence.PARSED
    return Finding("deeplake_chunk", Kind.DATASET, sure, facts, evidence)


FORMAT = Format(
    id="deeplake_chunk",
    title="Deep Lake chunk of a tensor",
    kind=Kind.DATASET,
    reference="https://github.com/activeloopai/deeplake/blob/v3.9.52/deeplake/core/serialize.py",
    examine=examine,
    signatures=_SIGNATURES,
    weak=True,
    look=look,
)
