"""`sample_rows`: the first rows of an Avro file, decoded by its schema.

Numbers are zigzag varints, texts and bytes have their length before them, a union the number of its
branch, arrays and maps come in counted blocks; a record is its fields, with nothing between them.

Source: Apache Avro specification 1.12, "Binary Encoding".
"""

import struct
from collections.abc import Iterator
from typing import Any

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.avro.container import Container, varint
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.compression.snappy import decompress
from mediascan.reading.nature.sample import RECORDS, Sample
from mediascan.reading.window import Cursor, Window

_SAMPLE = 1 << 20  # bytes of the first block, decompressed
_SNAPPY = 1 << 18  # bytes of a block that is decompressed in Python
_DEEP = 16
_ITEMS = 65_536  # of the arrays and maps of the sample
_FIXED = {
    "null": struct.Struct(""),
    "boolean": struct.Struct("?"),
    "float": struct.Struct("<f"),
    "double": struct.Struct("<d"),
}
_CODECS = {
    b"null": Method.STORED,
    b"deflate": Method.DEFLATE,
    b"zstandard": Method.ZSTD,
    b"bzip2": Method.BZIP2,
    b"xz": Method.XZ,
}


def sample_rows(window: Window, found: Container, schema: Any) -> Sample | None:
    """The rows at the start of the first block; None where they cannot be decoded."""
    rows, at, size = found.first
    if not rows or not isinstance(schema, dict):
        return None
    sample = Sample()
    try:
        data = _block(window.cut(at, size), found.values.get("avro.codec", b"null"))
        reader = _Reader(Window.over(data, window.limits).cursor(), schema)
        for _ in range(min(rows, RECORDS)):
            value = reader.value(schema, _DEEP)
            if isinstance(value, dict):
                sample.add(value)
    except InputFault:
        pass  # the sample ends inside of a row, or the schema is no schema: told from the columns
    return sample if sample.records else None


def _block(window: Window, codec: bytes) -> bytes:
    if codec == b"snappy":  # with a checksum behind it
        return decompress(window.upto(0, window.size - 4), _SNAPPY)
    if codec not in _CODECS:
        raise Malformed("a codec that is not read here")
    return head_of(window, _CODECS[codec], _SAMPLE)


class _Reader:
    """Values one after another; names that the schema defines are kept."""

    def __init__(self, cursor: Cursor, schema: Any) -> None:
        self._cursor = cursor
        self._named: dict[str, Any] = {}
        self._items = 0
        self._learn(schema, _DEEP)

    def _learn(self, schema: Any, depth: int) -> None:
        if not depth:
            return
        if isinstance(schema, list):
            for one in schema[:64]:
                self._learn(one, depth - 1)
        elif isinstance(schema, dict):
            if isinstance(name := schema.get("name"), str):
                space = schema.get("namespace")
                self._named[name] = schema
                self._named[f"{space}.{name}"] = schema
            for key in ("type", "items", "values"):
                self._learn(schema.get(key), depth - 1)
            parts = schema.get("fields")
            for one in parts[:4096] if isinstance(parts, list) else ():
                self._learn(one.get("type") if isinstance(one, dict) else None, depth - 1)

    def value(self, schema: Any, depth: int) -> Any:
        """The value at the cursor. Raises `InputFault` where it is none of the schema."""
        if not depth:
            raise LimitExceeded(f"a schema deeper than {_DEEP}")
        if isinstance(schema, list):
            at = varint(self._cursor)
            if not 0 <= at < len(schema):
                raise Malformed(f"branch {at} of a union of {len(schema)}")
            return self.value(schema[at], depth - 1)
        if isinstance(schema, str):
            return self._plain(schema, depth)
        if not isinstance(schema, dict):
            raise Malformed("a schema that is none")
        return self._complex(schema, depth)

    def _plain(self, kind: str, depth: int) -> Any:
        cursor = self._cursor
        if kind in ("int", "long"):
            return varint(cursor)
        if kind in ("bytes", "string"):
            data = cursor.take(max(0, varint(cursor)))
            return data if kind == "bytes" else data.decode("utf-8", "replace")
        if kind in _FIXED:
            layout = _FIXED[kind]
            found = layout.unpack(cursor.take(layout.size))
            return found[0] if found else None
        if kind not in self._named:
            raise Malformed(f"type {kind[:64]} is not defined")
        return self.value(self._named[kind], depth - 1)

    def _complex(self, schema: dict[str, Any], depth: int) -> Any:
        kind = schema.get("type")
        if kind in ("record", "error"):
            return self._record(schema, depth)
        if kind == "array":
            return [self.value(schema.get("items"), depth - 1) for _ in self._count()]
        if kind == "map":
            inner = schema.get("values")
            return {
                self._plain("string", depth): self.value(inner, depth - 1) for _ in self._count()
            }
        if kind in ("enum", "fixed"):
            return self._symbol(schema) if kind == "enum" else self._bytes(schema)
        return self.value(kind, depth - 1)

    def _symbol(self, schema: dict[str, Any]) -> str:
        at, names = varint(self._cursor), schema.get("symbols")
        if not isinstance(names, list) or not 0 <= at < len(names):
            raise Malformed(f"symbol {at} of an enum")
        return str(names[at])

    def _bytes(self, schema: dict[str, Any]) -> bytes:
        size = schema.get("size")
        if not isinstance(size, int) or size < 0:
            raise Malformed("a fixed value without a size")
        return self._cursor.take(size)

    def _record(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        parts = schema.get("fields")
        if not isinstance(parts, list):
            raise Malformed("a record without fields")
        return {
            str(one.get("name")): self.value(one.get("type"), depth - 1)
            for one in parts
            if isinstance(one, dict)
        }

    def _count(self) -> Iterator[int]:
        """One step for each item of the blocks of an array or a map."""
        for _ in range(_ITEMS):
            count = varint(self._cursor)
            if count == 0:
                return
            if count < 0:  # then the bytes of the block follow
                varint(self._cursor)
                count = -count
            self._items += count
            if self._items > _ITEMS:
                raise LimitExceeded(f"more than {_ITEMS} items in the sample")
            yield from range(count)
