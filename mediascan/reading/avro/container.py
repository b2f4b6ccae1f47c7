"""Avro's object container: a map of texts, 16 bytes that end each block, then the blocks.

A block is how many rows and how many bytes it has, both zigzag varints, the bytes, and the 16
bytes again. So the rows are counted by hopping, and the rows themselves are never read.

Source: Apache Avro specification, "Object Container Files".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mediascan.model.errors import InputFault, LimitExceeded, Malformed, Truncated
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.window import Cursor, Window

MAGIC = b"Obj\x01"
BLOCKS = 100_000  # looked at; the rows of the others are estimated
_SYNC = 16  # bytes
_LONGEST_KEY = 256
_VARINT = 10  # bytes of 64 bits
_PAIRS = 1024


@dataclass(slots=True)
class Container:
    """What the header says, and what the blocks come to."""

    values: dict[str, bytes]
    sync: bytes
    end: int  # behind the last whole block
    rows: int = 0
    blocks: int = 0
    stopped: InputFault | None = None
    missing: int = 0  # bytes that the last block lacks
    sizes: Ratio = field(default_factory=Ratio)  # rows in the bytes of their blocks
    first: tuple[int, int, int] = (0, 0, 0)  # rows, offset and bytes of the first block


def read_container(window: Window) -> Container:
    """The header behind the magic, and the blocks. What stops the walk over these is kept."""
    cursor = window.cursor(len(MAGIC))
    values: dict[str, bytes] = {}
    for key_length in _pairs(cursor):
        if not 0 < key_length <= _LONGEST_KEY:
            raise Malformed(f"a key of {key_length} bytes")
        key = cursor.text(key_length)
        length = varint(cursor)
        if length < 0:
            raise Malformed(f"a value of {length} bytes")
        values[key] = cursor.take(length)
        if len(values) > _PAIRS:
            raise LimitExceeded(f"more than {_PAIRS} keys in the header")
    if "avro.schema" not in values:
        raise Malformed("a header without a schema")
    sync = cursor.take(_SYNC)
    found = Container(values, sync, cursor.at)
    try:
        _walk(window, found)
    except InputFault as bad:
        found.stopped = bad
    return found


def _pairs(cursor: Cursor) -> Iterator[int]:
    """The length of each key of a map, which stands in blocks of pairs."""
    for _ in range(_PAIRS):
        count = varint(cursor)
        if count == 0:
            return
        if count < 0:  # then the bytes of the block follow
            varint(cursor)
            count = -count
        if count > _PAIRS:
            raise LimitExceeded(f"{count} keys in the header")
        for _ in range(count):
            yield varint(cursor)


def varint(cursor: Cursor) -> int:
    """A zigzag number of up to 64 bits."""
    value = 0
    for shift in range(_VARINT):
        byte = cursor.take(1)[0]
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return (value >> 1) ^ -(value & 1)
    raise Malformed("a number of more than 64 bits")


def _walk(window: Window, found: Container) -> None:
    for _ in range(BLOCKS):
        if found.end == window.size:
            return
        head = window.sparse(found.end, min(2 * _VARINT, window.size - found.end))
        cursor = Window.over(head).cursor()
        rows, size = varint(cursor), varint(cursor)
        if rows < 0 or size < 0:
            raise Malformed(f"a block of {rows} rows in {size} bytes at {found.end}")
        stop = found.end + cursor.at + size
        if stop + _SYNC > window.size:
            found.missing = stop + _SYNC - window.size
            raise Truncated(f"the block at {found.end} lacks {found.missing} bytes")
        if window.sparse(stop, _SYNC) != found.sync:
            raise Malformed(f"the block at {found.end} does not end where it says")
        if not found.blocks:
            found.first = (rows, stop - size, size)
        found.sizes.add(rows, stop + _SYNC - found.end)
        found.end = stop + _SYNC
        found.rows += rows
        found.blocks += 1


def type_text(schema: Any, depth: int = 4) -> str:
    """A schema in short: "string", "string | null", "list of long", a record's name."""
    if isinstance(schema, str):
        return schema[:64]
    if isinstance(schema, list) and depth:
        named = sorted({type_text(one, depth - 1) for one in schema[:16]} - {"null"})
        return " | ".join([*named, *(["null"] if "null" in schema else [])])[:TEXT_LENGTH]
    return _complex(schema, depth - 1) if isinstance(schema, dict) and depth else "?"


def _complex(schema: dict[str, Any], depth: int) -> str:
    kind = schema.get("type")
    if kind == "array":
        return f"list of {type_text(schema.get('items'), depth)}"
    if kind == "map":
        return f"map of {type_text(schema.get('values'), depth)}"
    name = schema.get("logicalType", schema.get("name"))
    return name[:64] if isinstance(name, str) else type_text(kind, depth)


def columns(schema: Any) -> dict[str, str]:
    """The fields of the schema's record and their types; empty where it is no record."""
    parts = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(parts, list):
        return {}
    named = [one for one in parts if isinstance(one, dict) and isinstance(one.get("name"), str)]
    return {one["name"][:TEXT_LENGTH]: type_text(one.get("type")) for one in named[:4096]}


def other_keys(found: Container) -> dict[str, str]:
    """What the writer added to the header."""
    more = {key: value for key, value in found.values.items() if not key.startswith("avro.")}
    return {
        key: value[:TEXT_LENGTH].decode("utf-8", "replace")
        for key, value in list(more.items())[:LIST_LENGTH]
    }
