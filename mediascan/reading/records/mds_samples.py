"""`sample_mds`: the first samples of an MDS shard, by the encodings of its columns.

A sample: u32 sizes of the columns whose size is not fixed, then all columns one after another. A
column of fixed size has it in `column_sizes`.

Source: mosaicml/streaming, streaming/base/format/mds/writer.py and encodings.py.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

from mediascan.model.errors import InputFault, Malformed
from mediascan.reading.encodings.json import parse
from mediascan.reading.nature.sample import Sample
from mediascan.reading.window import Window

_SAMPLES = 128
_MOST = 1 << 16  # bytes of one value
_NUMBERS = {
    **dict(zip(("int8", "int16", "int32", "int64", "int"), "bhiqq", strict=True)),
    **dict(zip(("uint8", "uint16", "uint32", "uint64"), "BHIQ", strict=True)),
    **dict(zip(("float16", "float32", "float64"), "efd", strict=True)),
}


def sample_mds(
    window: Window, table_at: int, count: int, types: Mapping[str, str], sizes: Sequence[Any]
) -> Sample | None:
    """The first samples, whose places are u32 from `table_at` on; None where none can be read."""
    sample = Sample()
    if len(types) != len(sizes) or not types:
        return None
    try:
        for number in range(min(count, _SAMPLES)):
            cursor = window.cursor(table_at + 4 * number)
            start, end = cursor.number("I"), cursor.number("I")
            sample.add(_record(window.cut(start, end - start), types, sizes))
    except (InputFault, struct.error):
        pass  # what was read before tells
    return sample if sample.records else None


def _record(window: Window, types: Mapping[str, str], sizes: Sequence[Any]) -> dict[str, Any]:
    cursor = window.cursor()
    lengths = [one if isinstance(one, int) else cursor.number("I") for one in sizes]
    record, at = {}, cursor.at
    for (name, encoding), length in zip(types.items(), lengths, strict=True):
        if length < 0 or at + length > window.size:
            raise Malformed("a column leaves its sample")
        record[name] = _value(encoding, window.upto(at, min(length, _MOST)))
        at += length
    return record


def _value(encoding: str, data: bytes) -> Any:
    """What a column holds, as far as its encoding is plain."""
    kind, _, rest = encoding.partition(":")
    if kind == "str":
        return data.decode("utf-8", "replace")
    if kind == "json":
        try:
            return parse(data, lenient=True)
        except InputFault:
            return None
    if kind in _NUMBERS:
        layout = struct.Struct("<" + _NUMBERS[kind])
        return layout.unpack(data[: layout.size])[0] if len(data) >= layout.size else None
    dtype = rest.partition(":")[0]
    if (
        kind == "ndarray" and dtype in _NUMBERS and rest.count(":") == 1
    ):  # else a header comes first
        layout = struct.Struct("<" + _NUMBERS[dtype])
        whole = data[: len(data) // layout.size * layout.size]
        return [one for (one,) in layout.iter_unpack(whole)]
    return data
