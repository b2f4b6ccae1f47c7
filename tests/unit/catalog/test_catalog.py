"""The catalog keeps what it was given, in path order, and says so when it cannot."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.catalog.catalog import Catalog
from mediascan.model.errors import IncompleteError, StopError, UsageError
from mediascan.model.mark import Mark
from mediascan.model.row import Columns, Row


def row(path, **more):
    values = {"kind": 0, "size": 3, "mtime_ns": 1, "ctime_ns": 2, "inode": 4, "read": 3}
    rest = dict.fromkeys(Row._fields[len(values) + 2 :])
    return Row(**{**rest, "path": path, "unread": 0, **values, **more})


def columns(*rows):
    return Columns.of(rows)


@given(st.sets(st.binary(min_size=1, max_size=6), max_size=40))
def test_rows_come_back_in_the_order_of_their_bytes(tmp_path_factory, paths):
    catalog = Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite")
    session = catalog.start_session("now")
    catalog.add([columns(*(row(path) for path in paths))], session, "then")
    assert [one.path for one in catalog.rows()] == sorted(paths)
    catalog.close()


@given(
    st.lists(st.sets(st.binary(min_size=1, max_size=3), min_size=1, max_size=9), max_size=9),
)
def test_batches_that_overlap_come_out_in_order(tmp_path_factory, batches):
    catalog = Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite")
    session = catalog.start_session("now")
    seen: set[bytes] = set()
    for paths in batches:
        new = paths - seen
        seen |= new
        catalog.add([columns(*(row(path) for path in new))], session, "then")
    assert [one.path for one in catalog.rows()] == sorted(seen)
    catalog.close()


def test_a_row_is_what_it_was(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    rows = [
        row(b"a", sha256=b"s" * 32, content="text", detail=b"{}", size=1 << 60, mtime_ns=-5),
        row(b"b\xff\n", kind=2, target=b"", magic="d\u00fc", segments=b"x" * 320, unread=1),
        row(b"c", md5=b"m" * 16, sha1=b"h" * 20, blake3=b"b" * 32, inode=(1 << 63) - 1),
    ]
    catalog.add([columns(*rows)], catalog.start_session("now"), "then")
    assert list(catalog.rows()) == rows


def test_a_time_beyond_64_bits_is_the_last_one_that_fits(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.add([columns(row(b"a", mtime_ns=1 << 90))], catalog.start_session("now"), "then")
    assert [one.mtime_ns for one in catalog.rows()] == [(1 << 63) - 1]


def test_a_review_keeps_replaces_and_forgets(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    session = catalog.start_session("now")
    catalog.add([columns(row(b"a"), row(b"b"), row(b"c"))], session, "then")
    catalog.add([columns(row(b"d"))], session, "then")
    assert catalog.totals() == (4, 12)
    answers = {b"a": row(b"a"), b"b": row(b"b", unread=1, read=0)}
    catalog.review(lambda one: answers.get(one.path))
    assert [(one.path, one.unread) for one in catalog.rows()] == [(b"a", 0), (b"b", 1)]
    assert catalog.totals() == (2, 3)
    assert catalog.known(b"", (b"a", b"b", b"c", b"d")) == {b"a", b"b"}


def test_known_names_are_those_of_that_folder(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    session = catalog.start_session("now")
    catalog.add([columns(row(b"a"), row(b"f/a"), row(b"f/b"))], session, "then")
    assert catalog.known(b"f", (b"a",)) == frozenset()
    catalog.review(lambda one: one)
    assert catalog.known(b"f", (b"a", b"c")) == {b"a"}
    assert catalog.known(b"", (b"a", b"b")) == {b"a"}


T0, T1, T2 = (f"2026-11-25T14:0{minute}:00.000000Z" for minute in range(3))


def test_sessions_and_meta_survive(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.set_meta({"case": "1"})
    first = catalog.start_session(T0)
    catalog.end_session(first, T1, "interrupted")
    catalog.close()
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.start_session(T2) == 2
    assert catalog.sessions() == [(1, T0, T1, "interrupted"), (2, T2, T2, "running")]
    assert catalog.meta()["case"] == "1"


@pytest.mark.parametrize(("column", "value"), [("outcome", "finishee"), ("ended", "2026-1q-25")])
def test_a_session_that_makes_no_sense_is_damage(tmp_path, column, value):
    catalog = Catalog(tmp_path / "catalog")
    catalog.end_session(catalog.start_session(T0), T1, "interrupted")
    catalog._database.execute(f"UPDATE session SET {column} = ?", (value,))  # noqa: S608 - ours
    with pytest.raises(IncompleteError, match="damaged"):
        catalog.sessions()
    catalog.close()


def test_two_runs_cannot_write_into_one_catalog(tmp_path, monkeypatch):
    one = Catalog(tmp_path / "catalog.sqlite")
    with pytest.raises(UsageError, match="Another mediascan"):
        Catalog(tmp_path / "catalog.sqlite")
    one.close()


def test_a_catalog_of_another_make_is_refused(tmp_path):
    (tmp_path / "catalog.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(IncompleteError):
        Catalog(tmp_path / "catalog.sqlite")
    Catalog(tmp_path / "other.sqlite").close()
    database = sqlite3.connect(tmp_path / "other.sqlite", isolation_level=None)
    database.execute("UPDATE meta SET value = '0' WHERE key = 'schema'")
    database.close()
    with pytest.raises(UsageError, match="another version"):
        Catalog(tmp_path / "other.sqlite")


def test_a_transaction_that_fails_leaves_nothing_behind(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    session = catalog.start_session("now")
    good = columns(row(b"a"))
    with pytest.raises(StopError):
        catalog.add([good, replace(good, first="no bytes")], session, "then")
    assert list(catalog.rows()) == []


MARK = Mark(
    b"large",
    (9, 1, 2, 3),
    5,
    (None, b"\0\1", None, b""),
    b"s" * 64,
    constant=True,
    nul=False,
    holes=((1, 2, 5),),
    lost=2,
    tries=7,
)


def test_a_mark_is_what_it_was_until_its_file_is_finished(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.marks.keep(MARK)
    catalog.marks.keep(replace(MARK, path=b"other", segments=None))
    assert catalog.marks.of(b"large") == MARK
    assert catalog.marks.of(b"missing") is None
    assert catalog.marks.bytes_read() == 2 * MARK.offset
    catalog.marks.keep(replace(MARK, offset=6))
    catalog.add([columns(row(b"other"))], catalog.start_session("now"), "then")
    assert catalog.marks.bytes_read() == 6


@pytest.mark.parametrize("column", ["value", "segments", "sum"])
def test_a_mark_with_a_wrong_bit_is_damage(tmp_path, column):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.marks.keep(MARK)
    catalog.close()
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite", isolation_level=None)) as database:
        (value,) = database.execute(f"SELECT {column} FROM mark").fetchone()  # noqa: S608 - ours
        wrong = value[:-1] + bytes([value[-1] ^ 1])
        database.execute(f"UPDATE mark SET {column} = ?", (wrong,))  # noqa: S608 - ours
    with pytest.raises(IncompleteError, match="damaged"):
        Catalog(tmp_path / "catalog.sqlite").marks.of(b"large")
