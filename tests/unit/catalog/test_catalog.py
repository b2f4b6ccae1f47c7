"""The catalog keeps what it was given, in path order, and says so when it cannot."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.catalog import catalog as module
from mediascan.catalog.catalog import Catalog
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.model.row import Columns, Row


def row(path, **more):
    values = {"kind": 0, "size": 3, "mtime_ns": 1, "ctime_ns": 2, "inode": 4, "read": 3}
    rest = dict.fromkeys(("blake3", "sha256", "content", "magic", "target", "detail"))
    return Row(path=path, **{**values, "unread": 0, **rest, **more})


def columns(*rows):
    return Columns.of(rows)


@given(st.sets(st.binary(min_size=1, max_size=6), max_size=40))
def test_rows_come_back_in_the_order_of_their_bytes(tmp_path_factory, paths):
    catalog = Catalog(tmp_path_factory.mktemp("c") / "catalog.sqlite")
    session = catalog.start_session("now")
    catalog.add([columns(*(row(path) for path in paths))], session, "then")
    assert [one.path for one in catalog.rows()] == sorted(paths)
    catalog.close()


def test_a_row_replaces_the_one_of_the_same_path(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    session = catalog.start_session("now")
    catalog.add([columns(row(b"a", size=1))], session, "then")
    catalog.add([columns(row(b"a", size=2))], session, "then")
    assert [one.size for one in catalog.rows()] == [2]
    assert catalog.totals() == (1, 3)
    catalog.forget([b"a"])
    assert catalog.totals() == (0, 0)


def test_known_names_are_those_of_that_folder(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    session = catalog.start_session("now")
    catalog.add([columns(row(b"a"), row(b"f/a"), row(b"f/b"))], session, "then")
    assert catalog.known(b"f", (b"a", b"c")) == {b"a"}
    assert catalog.known(b"", (b"a", b"b")) == {b"a"}


def test_sessions_and_meta_survive(tmp_path):
    catalog = Catalog(tmp_path / "catalog.sqlite")
    catalog.set_meta({"case": "1"})
    first = catalog.start_session("t0")
    catalog.end_session(first, "t1", "interrupted")
    catalog.close()
    catalog = Catalog(tmp_path / "catalog.sqlite")
    assert catalog.start_session("t2") == 2
    assert catalog.sessions() == [(1, "t0", "t1", "interrupted"), (2, "t2", "t2", "running")]
    assert catalog.meta()["case"] == "1"


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
    with pytest.raises(module.StopError):
        catalog.add([columns(row(b"a"), row(b"b", size="no number"))], session, "then")
    assert list(catalog.rows()) == []
