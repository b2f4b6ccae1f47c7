"""The metadata of Feather version 1, the format before Arrow IPC: a FlatBuffer at the end.

Source: apache/arrow cpp/src/arrow/ipc/feather.fbs (removed with Arrow 26); slots are numbered in
the order of its fields.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.window import Window

_TYPES = (
    *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("float", "double", "utf8", "binary", "category", "timestamp", "date", "time"),
    *("large_utf8", "large_binary"),
)


@dataclass(slots=True)
class Table:
    """What the metadata says."""

    rows: int
    version: int
    columns: dict[str, str] = field(default_factory=dict)
    end: int = 0  # behind the last array
    uneven: int = 0  # columns of another length


def read_table(window: Window) -> Table:
    """The table that the FlatBuffer in `window` describes."""
    root = Buffer(window).root()
    found = Table(root.number(1, "q"), root.number(3, "i"))
    if found.rows < 0:
        raise Malformed(f"a table of {found.rows} rows")
    for column in root.tables(2):
        values = column.table(1)
        if values is None:
            raise Malformed("a column without values")
        kind = values.number(0, "b")
        shown = _TYPES[kind] if 0 <= kind < len(_TYPES) else f"type {kind}"
        found.columns[column.text(0, TEXT_LENGTH)] = shown
        found.uneven += values.number(3, "q") != found.rows
        found.end = max(found.end, values.number(2, "q") + values.number(5, "q"))
    return found
