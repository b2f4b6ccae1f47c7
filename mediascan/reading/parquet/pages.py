"""`sample_rows`: the first rows of a Parquet file, out of the first page of each column.

A page is a PageHeader in Thrift and its bytes, compressed as a whole: levels of repetition and of
definition, then the values, plain or as indices into a dictionary page before it. Only the start of
a page is decompressed. Read are the encodings that writers use by themselves (PLAIN,
dictionaries, RLE; not the DELTA family) and all codecs but Brotli and LZO, for which no library is
here; where nothing can be read, the columns alone tell.

Source: apache/parquet-format `parquet.thrift` (PageHeader) and Encodings.md.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from mediascan.model.errors import InputFault, Malformed
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.compression.lz4_blocks import block_start
from mediascan.reading.compression.snappy import decompress_start
from mediascan.reading.encodings.thrift import STRUCT, CompactReader
from mediascan.reading.nature.sample import RECORDS, Sample
from mediascan.reading.parquet.footer import Chunk, Footer
from mediascan.reading.parquet.levels import hybrid
from mediascan.reading.parquet.schema import Leaf
from mediascan.reading.window import Window

_COLUMNS = 24  # leaves looked into
_MAIN, _OTHER = 1 << 17, 1 << 13  # bytes of a page: of texts and lists, of anything else
_HEADER = 1 << 12  # bytes in which a page header ends; statistics may stand in it
_VALUES = 1 << 16  # of one page
_FIXED = {1: struct.Struct("<i"), 2: struct.Struct("<q"), 4: struct.Struct("<f")}
_FIXED[5] = struct.Struct("<d")
_INT96, _BYTES, _FIXED_BYTES = 3, 6, 7
_DATA, _DICTIONARY, _DATA_2 = 0, 2, 3  # PageType
_PLAIN, _RUNS, _INDEXED = 0, 3, (2, 8)  # Encoding: PLAIN; RLE; PLAIN_ and RLE_DICTIONARY


@dataclass(slots=True)
class _Page:
    kind: int = -1
    packed: int = 0  # compressed bytes
    values: int = 0
    encoding: int = -1
    levels: tuple[int, int] = (0, 0)  # bytes of repetition and definition levels (version 2)
    compressed: bool = True
    at: int = 0  # of its bytes in the file


def sample_rows(window: Window, footer: Footer) -> Sample | None:
    """The first rows; None where no page could be decoded."""
    columns: dict[str, list[Any]] = {}
    for number, leaf in enumerate(footer.schema.leaves[:_COLUMNS]):
        chunk = footer.first.get(number)
        if chunk is None or number in footer.encrypted or footer.paths:
            continue
        try:
            rows = _rows(window, leaf, chunk)
        except (InputFault, struct.error):
            continue
        if rows:
            columns[leaf.path] = rows[:RECORDS]
    if not columns:
        return None
    sample = Sample()
    texts = [len(rows) for path, rows in columns.items() if isinstance(rows[0], (str, list))]
    for row in range(min(texts, default=max(map(len, columns.values())))):
        sample.add(_nested({path: rows[row] for path, rows in columns.items() if row < len(rows)}))
    return sample


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Paths as mappings in mappings, one level: "meta.source" becomes {"meta": {"source": ...}}."""
    record: dict[str, Any] = {}
    for path, value in flat.items():
        name, _, rest = path.partition(".")
        if not rest:
            record[name] = value
        elif isinstance(inner := record.setdefault(name, {}), dict):
            inner[rest] = value
    return record


def _rows(window: Window, leaf: Leaf, chunk: Chunk) -> list[Any]:
    """The values of one leaf by row; a row of a list is a list."""
    most = _MAIN if leaf.physical == _BYTES or leaf.repetition else _OTHER
    at, end, known = chunk.start, min(window.size, chunk.start + chunk.size), None
    for _ in range(2):  # a dictionary, and the first page of data
        page = _page(window, at, end)
        data = _unpacked(window, page, chunk.codec, most)
        if page.kind == _DICTIONARY:
            known = _plain(leaf, data, min(page.values, _VALUES))
            at = page.at + page.packed
        elif page.kind in (_DATA, _DATA_2):
            return _assembled(leaf, page, data, known)
        else:
            raise Malformed(f"a page of type {page.kind}")
    return []


def _page(window: Window, at: int, end: int) -> _Page:
    if not 0 < at < end:
        raise Malformed(f"a page at {at}")
    reader = CompactReader(window.cut(at, min(_HEADER, end - at)))
    page = _Page()
    for number, wire in reader.fields():
        if number == 1:
            page.kind = reader.integer(wire)
        elif number == 3:
            page.packed = reader.integer(wire)
        elif number in (5, 7, 8) and wire == STRUCT:
            _describe(page, number, reader)
        else:
            reader.skip(wire)
    page.at = at + reader.at
    if not 0 < page.packed <= end - page.at or page.values < 0:
        raise Malformed(f"a page of {page.packed} bytes")
    return page


def _describe(page: _Page, number: int, reader: CompactReader) -> None:
    """DataPageHeader (5), DictionaryPageHeader (7) or DataPageHeaderV2 (8)."""
    found: dict[int, int] = {}
    for field, wire in reader.fields():
        if field == 7 and wire in (1, 2):
            page.compressed = wire == 1
        elif field <= 6 and wire in (3, 4, 5, 6):
            found[field] = reader.integer(wire)
        else:
            reader.skip(wire)
    page.values = found.get(1, 0)
    page.encoding = found.get(4 if number == 8 else 2, -1)
    if number == 8:
        page.levels = (found.get(6, 0), found.get(5, 0))
        if min(page.levels) < 0 or sum(page.levels) > page.packed:
            raise Malformed("levels larger than their page")


def _unpacked(window: Window, page: _Page, codec: str, most: int) -> bytes:
    """The first `most` bytes of a page; its levels of version 2 are never compressed."""
    front = sum(page.levels)
    levels = window.upto(page.at, min(front, most))
    body = window.cut(page.at + front, page.packed - front)
    if not page.compressed or codec == "UNCOMPRESSED":
        return levels + body.upto(0, most)
    if codec == "ZSTD":
        return levels + head_of(body, Method.ZSTD, most)
    if codec == "GZIP":
        return levels + head_of(body, Method.GZIP, most)
    data = body.upto(0, 2 * most)
    if codec == "SNAPPY":
        return levels + decompress_start(data, most)
    if codec == "LZ4_RAW":
        return levels + block_start(data, most)
    raise Malformed(f"pages in {codec} are not read")


def _assembled(leaf: Leaf, page: _Page, data: bytes, known: list[Any] | None) -> list[Any]:
    """Values put into their rows by the levels."""
    count = min(page.values, _VALUES)
    repetition, definition, at = _levels(leaf, page, data, count)
    body = data[at:]
    values: Sequence[Any]
    if page.encoding in _INDEXED and known is not None and body:
        indices = hybrid(body[1:], body[0], count)
        values = [known[one] for one in takewhile(len(known).__gt__, indices)]
    elif page.encoding == _PLAIN:
        values = _plain(leaf, body, count)
    elif page.encoding == _RUNS and not leaf.physical:  # booleans, their length before them
        values = [bool(one) for one in hybrid(body[4:], 1, count)]
    else:
        raise Malformed(f"encoding {page.encoding} is not read")
    return _by_rows(leaf, repetition, definition, values)


def _levels(
    leaf: Leaf, page: _Page, data: bytes, count: int
) -> tuple[list[int] | None, list[int] | None, int]:
    """Levels of repetition and of definition, None where there are none, and where they end."""
    found: list[list[int] | None] = []
    at = 0
    for most, told in zip((leaf.repetition, leaf.definition), page.levels, strict=True):
        if not most:
            found.append(None)
            at += told
            continue
        length = told
        if page.kind == _DATA:
            length = int.from_bytes(data[at : at + 4], "little")
            at += 4
        found.append(hybrid(data[at : at + length], most.bit_length(), count))
        at += length
    return found[0], found[1], at


def _by_rows(
    leaf: Leaf, repetition: list[int] | None, definition: list[int] | None, values: Sequence[Any]
) -> list[Any]:
    if definition is None:
        return list(values)
    rows: list[Any] = []
    given = iter(values)
    for place, level in enumerate(definition):
        value = None
        if level == leaf.definition:
            value = next(given, _END)
            if value is _END:
                return rows[:-1] if leaf.repetition else rows
        if repetition is None:
            rows.append(value)
        elif place < len(repetition):
            if not repetition[place] or not rows:
                rows.append([])
            if value is not None:
                rows[-1].append(value)
    return rows


_END = object()


def _plain(leaf: Leaf, data: bytes, most: int) -> list[Any]:
    """Values of PLAIN encoding, as far as they are whole."""
    if leaf.physical in _FIXED:
        layout = _FIXED[leaf.physical]
        whole = data[: min(most, len(data) // layout.size) * layout.size]
        return [one for (one,) in layout.iter_unpack(whole)]
    if leaf.physical == _BYTES:
        return _byte_arrays(leaf, data, most)
    if leaf.physical in (_INT96, _FIXED_BYTES):
        width = 12 if leaf.physical == _INT96 else leaf.width
        if width <= 0:
            raise Malformed(f"values of {width} bytes")
        return [data[at : at + width] for at in range(0, min(most * width, len(data)), width)]
    bits = int.from_bytes(data[: most // 8 + 1], "little")  # booleans, one bit each
    return [bool(bits >> one & 1) for one in range(min(most, len(data) * 8))]


def _byte_arrays(leaf: Leaf, data: bytes, most: int) -> list[Any]:
    found: list[Any] = []
    at = 0
    for _ in range(most):
        length = int.from_bytes(data[at : at + 4], "little")
        if at + 4 > len(data) or (at + 4 + length > len(data) and found):
            break
        value = data[at + 4 : at + 4 + length]  # the first one may be cut
        found.append(value.decode("utf-8", "replace") if leaf.text else value)
        at += 4 + length
    return found
