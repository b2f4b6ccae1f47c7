"""Tables of databases, against SQLite itself."""

import sqlite3

import pytest

from mediascan.reading.sqlite.pages import count_rows, read_header
from mediascan.reading.sqlite.tables import columns_of, tables
from mediascan.reading.window import Window


def made(tmp_path, page, *statements, encoding="UTF-8"):
    file = tmp_path / "made.sqlite"
    database = sqlite3.connect(file)
    database.execute(f"PRAGMA page_size = {page}")
    database.execute(f"PRAGMA encoding = '{encoding}'")
    for statement, *rows in statements:
        if rows:
            database.executemany(statement, rows[0])
        else:
            database.execute(statement)
    database.commit()
    database.close()
    return Window.over(file.read_bytes())


@pytest.mark.parametrize("page", [512, 1024, 4096, 65536])
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_tables_and_rows_are_those_that_sqlite_wrote(tmp_path, page, encoding):
    names = [f"table {n}" for n in range(40)]
    window = made(
        tmp_path,
        page,
        *((f'CREATE TABLE "{name}" (id INTEGER PRIMARY KEY, "größe" TEXT)',) for name in names),
        ('INSERT INTO "table 7" ("größe") VALUES (?)', [("x" * (n % 700),) for n in range(900)]),
        encoding=encoding,
    )
    header = read_header(window)
    found = list(tables(window, header))
    assert [one.name for one in found] == names
    assert {one.columns for one in found} == {("id", "größe")}
    assert [count_rows(window, header, one.root) for one in found] == [
        900 if n == 7 else 0 for n in range(40)
    ]


def test_deleted_rows_are_not_counted(tmp_path):
    window = made(
        tmp_path,
        512,
        ("CREATE TABLE a (b)",),
        ("INSERT INTO a VALUES (?)", [(n,) for n in range(500)]),
        ("DELETE FROM a WHERE b % 3 = 0",),
    )
    header = read_header(window)
    (one,) = tables(window, header)
    assert count_rows(window, header, one.root) == 333


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("CREATE TABLE a (b, c)", ("b", "c")),
        ("CREATE TABLE a (b DECIMAL(10, 2), c TEXT DEFAULT 'x, y')", ("b", "c")),
        ("CREATE TABLE a (b, PRIMARY KEY (b), CHECK (b > 0))", ("b",)),
        ('CREATE TABLE a ("b ""c""", [d e], `f`)', ('b ""c', "d e", "f")),
        ("CREATE TABLE a AS", ()),
    ],
)
def test_columns_of_a_statement(sql, columns):
    assert columns_of(sql) == columns


@pytest.mark.parametrize("unit", ["(", '("', "(a,", "(''", "[", '"a""'])
def test_a_statement_may_be_anything(unit):
    assert len(columns_of(unit * 20000)) <= 64


def test_pages_in_a_circle_end(tmp_path):
    window = made(tmp_path, 512, ("CREATE TABLE a (b)",))
    data = bytearray(window.read(0, window.size))
    data[512:524] = bytes([5, 0, 0, 0, 0, 0, 0, 0]) + (2).to_bytes(4, "big")
    window = Window.over(bytes(data))
    assert count_rows(window, read_header(window), 2) is None
