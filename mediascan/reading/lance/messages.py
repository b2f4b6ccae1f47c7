"""Footers of Lance files and the protobuf messages that they lead to.

A data file of version 2 ends with three offsets, two counts, u16 major, u16 minor and "LANC"; its
first global buffer is the schema and the number of rows. A data file of version 1 and a manifest
end with i64 the place of a message, the same two numbers and "LANC"; u32 its length is before it.

Source: lance-format/lance protos/file.proto, file2.proto, table.proto and rust/lance-file.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.protobuf import (
    LEN,
    Field,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.window import Window

MAGIC = b"LANC"
FOOTER = 40  # bytes of a version 2 footer
OLD_FOOTER = 16
_LONGEST = 1 << 24  # bytes of one message
_MOST = 200_000  # fields of one message
_COLUMNS = 4096


@dataclass(slots=True)
class Table:
    """What the messages say."""

    columns: dict[str, str] = field(default_factory=dict)
    rows: int = -1
    fragments: int = 0
    deleted: int = 0
    files: list[str] = field(default_factory=list)
    version: int = 0
    seconds: int = 0
    transaction: str = ""
    writer: str = ""
    format_version: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The footer of version 2."""

    columns_at: int
    column_table: int
    buffer_table: int
    buffers: int
    columns: int
    version: str


def read_end(window: Window) -> End | None:
    """The footer of version 2; None where the last bytes are another one."""
    if window.size < FOOTER + 16 or not window.has(MAGIC, -4):
        return None
    cursor = window.cursor(window.size - FOOTER)
    first, table, buffers = (cursor.number("Q") for _ in range(3))
    buffer_count, count = cursor.number("I"), cursor.number("I")
    version = f"{cursor.number('H')}.{cursor.number('H')}"
    placed = first <= table and table + 16 * count == buffers
    if not placed or buffers + 16 * buffer_count != window.size - FOOTER:
        return None
    return End(first, table, buffers, buffer_count, count, version)


def old_message(window: Window) -> Window | None:
    """The message that the footer of version 1 leads to; None where the last bytes are none.

    It stands right before the footer, which tells it from anything else.
    """
    if window.size < OLD_FOOTER + 4 or not window.has(MAGIC, -4):
        return None
    at = window.cursor(window.size - OLD_FOOTER).number("Q")
    if at + 4 > window.size - OLD_FOOTER:
        return None
    length = window.cursor(at).number("I")
    if at + 4 + length != window.size - OLD_FOOTER or length > _LONGEST:
        return None
    return window.cut(at + 4, length)


def read_descriptor(window: Window, end: End, found: Table) -> None:
    """Schema and rows of a data file of version 2."""
    if not end.buffers:
        raise Malformed("no schema")
    cursor = window.cursor(end.buffer_table)
    at, length = cursor.number("Q"), cursor.number("Q")
    if at + length > window.size or length > _LONGEST:
        raise Malformed(f"a schema of {length} bytes at {at}")
    part = window.cut(at, length)
    for one in fields(part, _MOST):
        if one.number == 1 and one.wire == LEN:
            schema = message(part, one)
            for column in fields(schema, _MOST):
                if column.number == 1:
                    _column(schema, column, found)
        elif one.number == 2:
            found.rows = one.value


def read_metadata(window: Window, part: Window, found: Table) -> None:
    """The same of a data file of version 1, whose schema is in a manifest inside."""
    manifest_at = 0
    for one in fields(part, _MOST):
        if one.number == 1:
            manifest_at = one.value
        elif one.number == 2:
            batches = numbers(part, one, _MOST)
            found.rows = batches[-1] if batches else 0
    if manifest_at + 4 > window.size:
        raise Truncated(f"the schema at {manifest_at} lies outside of the file")
    length = window.cursor(manifest_at).number("I")
    read_manifest(window.cut(manifest_at + 4, length), found)


def read_manifest(part: Window, found: Table) -> None:
    """What a version of a table consists of."""
    for one in fields(part, _MOST):
        if one.number == 3:
            found.version = one.value
        elif one.wire != LEN:
            continue
        elif one.number == 1:
            _column(part, one, found)
        elif one.number == 2:
            _fragment(message(part, one), found)
        elif one.number == 7:
            values = {inner.number: inner.value for inner in fields(message(part, one), 8)}
            found.seconds = signed(values.get(1, 0))
        elif one.number == 12:
            found.transaction = _text(part, one)
        elif one.number == 13:
            found.writer = _pair(message(part, one))
        elif one.number == 15:
            found.format_version = _pair(message(part, one))


def _column(window: Window, one: Field, found: Table) -> None:
    """A field of the schema; those below another one are left out."""
    part = message(window, one)
    name = kind = ""
    parent = 0
    for inner in fields(part, 64):
        if inner.number == 2 and inner.wire == LEN:
            name = _text(part, inner)
        elif inner.number == 4:
            parent = signed(inner.value)
        elif inner.number == 5 and inner.wire == LEN:
            kind = _text(part, inner)
    if parent == -1 and len(found.columns) < _COLUMNS:
        found.columns[name] = kind


def _fragment(part: Window, found: Table) -> None:
    found.fragments += 1
    for one in fields(part, 1024):
        if one.number == 2 and one.wire == LEN:
            file = message(part, one)
            found.files += [_text(file, inner) for inner in fields(file, 64) if inner.number == 1][
                : max(0, 64 - len(found.files))
            ]
        elif one.number == 3 and one.wire == LEN:
            values = {inner.number: inner.value for inner in fields(message(part, one), 16)}
            found.deleted += values.get(4, 0)
        elif one.number == 4:
            found.rows = max(0, found.rows) + one.value


def _pair(part: Window) -> str:
    """A name and a version, or the like."""
    return " ".join(_text(part, one) for one in fields(part, 8) if one.wire == LEN)


def _text(window: Window, one: Field) -> str:
    return payload(window, one, TEXT_LENGTH).decode("utf-8", "replace")
