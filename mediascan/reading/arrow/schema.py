"""The schema of Arrow data: names and types of the columns, and the key-value pairs.

Types are written short, as Arrow's own tools print them, but without the names of list items:
`list<struct<role: string, content: string>>`.

Source: apache/arrow `format/Schema.fbs` (Schema, Field, Type, KeyValue); slots are numbered in
the order of the fields there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Table

NAMES = 4096  # top-level names kept to tell the training shape
_DEEPEST = 8  # types in types that are written out
_SHOWN = 16  # members of one struct that its text names
_UNITS = ("s", "ms", "us", "ns")
_FLOATS = ("halffloat", "float", "double")
_INTERVALS = ("month_interval", "day_time_interval", "month_day_nano_interval")
_NESTED = {
    12: "list",
    13: "struct",
    14: "union",
    16: "fixed_size_list",
    17: "map",
    21: "large_list",
    22: "run_end_encoded",
    25: "list_view",
    26: "large_list_view",
}
_PLAIN = {
    1: "null",
    4: "binary",
    5: "string",
    6: "bool",
    19: "large_binary",
    20: "large_string",
    23: "binary_view",
    24: "string_view",
}


@dataclass(slots=True)
class Schema:
    """What a Schema table says, bounded."""

    columns: list[str] = field(default_factory=list)  # at most NAMES
    types: dict[str, str] = field(default_factory=dict)  # of the first LIST_LENGTH columns
    column_count: int = 0
    metadata: dict[str, str] = field(default_factory=dict)


def read_schema(table: Table) -> Schema:
    """The schema in `table`. Raises `Malformed` for a field without a type."""
    schema = Schema()
    for one in table.tables(1):
        schema.column_count += 1
        if schema.column_count > NAMES:
            continue  # opened, so checked and counted, but not kept
        name = one.text(0, TEXT_LENGTH)
        schema.columns.append(name)
        shown = _type(one, _DEEPEST)
        if schema.column_count <= LIST_LENGTH:
            schema.types[name] = shown
    for pair in table.tables(2):
        if len(schema.metadata) >= LIST_LENGTH:
            break
        schema.metadata[pair.text(0, TEXT_LENGTH)] = pair.text(1, TEXT_LENGTH)
    return schema


def _type(one: Table, depth: int) -> str:
    """The type of a Field, with what it encloses down to `depth`."""
    number, details = one.number(2, "B"), one.table(3)
    if details is None:
        raise Malformed("a column without a type")
    if number in _PLAIN:
        shown = _PLAIN[number]
    elif number in _NUMERIC:
        shown = _NUMERIC[number](details)
    else:
        shown = _nested(number, details, one, depth)
    encoding = one.table(4)
    return shown if encoding is None else f"dictionary<{shown}>"


def _nested(number: int, details: Table, one: Table, depth: int) -> str:
    if not depth:
        return "..."
    members = _members(one, depth)
    if number == 17:  # a map's only member is the struct of key and value
        entries = next(one.tables(5), None)
        members = _members(entries, depth) if entries else []
    if number in (13, 14):
        inner = ", ".join(f"{name}: {kind}" for name, kind in members)
    else:
        inner = ", ".join(kind for _, kind in members)
    if number not in _NESTED:
        raise Malformed(f"column type {number} does not exist")
    size = f"[{details.number(0, 'i')}]" if number == 16 else ""
    return f"{_NESTED[number]}<{inner[:TEXT_LENGTH]}>{size}"


def _members(one: Table, depth: int) -> list[tuple[str, str]]:
    """(name, type) of the first fields inside of a field."""
    members: list[tuple[str, str]] = []
    for child in one.tables(5):
        if len(members) == _SHOWN:
            members.append(("...", ""))
            break
        members.append((child.text(0, TEXT_LENGTH), _type(child, depth - 1)))
    return members


def _choice(names: tuple[str, ...], number: int) -> str:
    if not 0 <= number < len(names):
        raise Malformed(f"{number} is none of {', '.join(names)}")
    return names[number]


def _integer(one: Table) -> str:
    return f"{'' if one.number(1, 'B') else 'u'}int{one.number(0, 'i')}"


def _decimal(one: Table) -> str:
    width = one.number(2, "i", 128)
    return f"decimal{width}({one.number(0, 'i')}, {one.number(1, 'i')})"


def _date(one: Table) -> str:
    return _choice(("date32[day]", "date64[ms]"), one.number(0, "h", 1))


def _time(one: Table) -> str:
    return f"time{one.number(1, 'i', 32)}[{_choice(_UNITS, one.number(0, 'h', 1))}]"


def _timestamp(one: Table) -> str:
    unit, zone = _choice(_UNITS, one.number(0, "h")), one.text(1, TEXT_LENGTH)
    return f"timestamp[{unit}, tz={zone}]" if zone else f"timestamp[{unit}]"


_NUMERIC: dict[int, Callable[[Table], str]] = {
    2: _integer,
    3: lambda one: _choice(_FLOATS, one.number(0, "h")),
    7: _decimal,
    8: _date,
    9: _time,
    10: _timestamp,
    11: lambda one: _choice(_INTERVALS, one.number(0, "h")),
    15: lambda one: f"fixed_size_binary[{one.number(0, 'i')}]",
    18: lambda one: f"duration[{_choice(_UNITS, one.number(0, 'h', 1))}]",
}
