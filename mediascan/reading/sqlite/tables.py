"""The tables of a SQLite database: names, columns, root pages, by the table of tables.

Layout: "Database File Format", section 2.6: sqlite_schema is the B-tree of page 1, with the columns
type, name, tbl_name, rootpage, sql.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.sqlite.pages import Header, leaves, records
from mediascan.reading.window import Window

TABLES = 1024  # looked at
_SQL = 1 << 14  # characters of one statement
_TOKEN = re.compile(r"[()]|,|\"(?:[^\"]|\"\")*+\"|`[^`]*+`|\[[^\]]*+\]|'(?:[^']|'')*+'|\w++|\S")
_NO_COLUMN = frozenset({"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"})


@dataclass(frozen=True, slots=True)
class Table:
    """`root` is the number of its first page; 0 for a virtual table."""

    name: str
    root: int
    columns: tuple[str, ...]


def tables(window: Window, header: Header) -> Iterator[Table]:
    """The first tables, without those of SQLite itself."""
    told = 0
    for page in leaves(window, header, 1):
        if page is None:
            return
        for values in records(window, header, page):
            if len(values) != 5 or values[0] != "table":
                continue
            _, name, _, root, sql = values
            if not isinstance(name, str) or name.startswith("sqlite_"):
                continue
            yield Table(
                name[:TEXT_LENGTH],
                root if isinstance(root, int) else 0,
                columns_of(sql) if isinstance(sql, str) else (),
            )
            told += 1
            if told == TABLES:
                return


def columns_of(sql: str) -> tuple[str, ...]:
    """The names of the columns in a CREATE TABLE statement."""
    depth, new = 0, False
    names: list[str] = []
    for found in _TOKEN.finditer(sql[:_SQL]):
        word = found[0]
        if word == "(":
            depth += 1
            new = depth == 1
        elif word == ")":
            depth -= 1
            if depth == 0:
                break
        elif word == "," and depth == 1:
            new = True
        elif new and depth == 1:
            new = False
            if word.upper() not in _NO_COLUMN and len(names) < LIST_LENGTH:
                names.append(word.strip("\"`[]'")[:TEXT_LENGTH])
    return tuple(names)
