"""The catalog: one SQLite file an inspection, journal and result in one.

WAL with `synchronous=FULL`: a transaction that was reported is there after a power cut (SQLite
documentation, "PRAGMA synchronous"). One writer, batches of rows, no index but the path.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path

from mediascan.model.errors import IncompleteError, StopError, UsageError
from mediascan.model.row import Columns, Row
from mediascan.model.source import join

SCHEMA_VERSION = "1"
_PAGE = 8192
_CACHE_KIB = 65_536  # of memory for pages, whatever the size of the drive
_PLACES = ",".join("?" * len(Row._fields))
_INSERT = f"INSERT OR REPLACE INTO file VALUES ({_PLACES})"  # noqa: S608 - only question marks
_SELECT = f"SELECT {','.join(Row._fields)} FROM file"  # noqa: S608 - the columns are our own


class Catalog:
    """The catalog in one file. Raises `StopError` with a sentence when the disk is full."""

    def __init__(self, file: Path) -> None:
        new = not file.exists()
        try:
            self._database = sqlite3.connect(file, isolation_level=None, timeout=1)
            self._prepare(new=new)
        except sqlite3.Error as bad:
            raise _stopped(bad) from bad

    def _prepare(self, *, new: bool) -> None:
        run = self._database.execute
        run(f"PRAGMA page_size = {_PAGE}")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run(f"PRAGMA cache_size = -{_CACHE_KIB}")
        run("PRAGMA locking_mode = EXCLUSIVE")
        if new or not run("SELECT 1 FROM sqlite_master WHERE name = 'file'").fetchone():
            schema = files("mediascan.catalog").joinpath("schema.sql").read_text("utf-8")
            self._database.executescript(f"BEGIN IMMEDIATE; {schema}; COMMIT")
            self.set_meta({"schema": SCHEMA_VERSION})
        run("BEGIN IMMEDIATE")  # a second run of the same inspection must not write here
        run("COMMIT")
        if self.meta().get("schema") != SCHEMA_VERSION:
            raise UsageError("The unfinished inspection there is of another version of mediascan.")

    def meta(self) -> dict[str, str]:
        return dict(self._database.execute("SELECT key, value FROM meta"))

    def set_meta(self, values: dict[str, str]) -> None:
        with _transaction(self._database):
            self._database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def start_session(self, now: str) -> int:
        """Write down that a session begins; returns its number, 1 for the first."""
        with _transaction(self._database):
            cursor = self._database.execute(
                "INSERT INTO session (started, ended, outcome) VALUES (?, ?, 'running')",
                (now, now),
            )
        return cursor.lastrowid or 0

    def end_session(self, session: int, now: str, outcome: str) -> None:
        with _transaction(self._database):
            self._database.execute(
                "UPDATE session SET ended = ?, outcome = ? WHERE id = ?", (now, outcome, session)
            )

    def sessions(self) -> list[tuple[int, str, str, str]]:
        """Number, start, last sign of life and outcome of each session, in their order."""
        return list(self._database.execute("SELECT id, started, ended, outcome FROM session"))

    def add(self, results: list[Columns], session: int, now: str) -> None:
        """Store rows, replacing those of the same path, in one transaction."""
        with _transaction(self._database):
            for columns in results:
                self._database.executemany(_INSERT, columns.rows())
            self._database.execute("UPDATE session SET ended = ? WHERE id = ?", (now, session))

    def replace(self, columns: Columns) -> None:
        """Store rows in place of those of the same path."""
        with _transaction(self._database):
            self._database.executemany(_INSERT, columns.rows())

    def known(self, folder: bytes, names: tuple[bytes, ...]) -> frozenset[bytes]:
        """Those of `names` in `folder` that have a row."""
        paths = [join(folder, name) for name in names]
        places = ",".join("?" * len(paths))
        rows = self._database.execute(
            f"SELECT path FROM file WHERE path IN ({places})",  # noqa: S608 - question marks
            paths,
        )
        cut = len(folder) + 1 if folder else 0
        return frozenset(path[cut:] for (path,) in rows)

    def rows(self, *, after: bytes = b"", limit: int = -1) -> Iterator[Row]:
        """Rows in the order of their path bytes, those behind `after`."""
        query = f"{_SELECT} WHERE path > ? ORDER BY path LIMIT ?"
        with closing(self._database.execute(query, (after, limit))) as cursor:
            for values in cursor:
                yield Row(*values)

    def forget(self, paths: list[bytes]) -> None:
        """Drop the rows of `paths`, so that they are read again."""
        with _transaction(self._database):
            self._database.executemany(
                "DELETE FROM file WHERE path = ?", ((path,) for path in paths)
            )

    def totals(self) -> tuple[int, int]:
        """Number of files and the bytes read of them, so far."""
        query = "SELECT count(*), coalesce(sum(read), 0) FROM file WHERE kind = 0"
        count, read = self._database.execute(query).fetchone()
        return count, read

    def close(self) -> None:
        self._database.close()


@contextmanager
def _transaction(database: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing, with our own words when the disk is full."""
    try:
        database.execute("BEGIN IMMEDIATE")
        yield
        database.execute("COMMIT")
    except sqlite3.Error as bad:
        raise _stopped(bad) from bad
    finally:
        if database.in_transaction:
            database.execute("ROLLBACK")


def _stopped(bad: sqlite3.Error) -> StopError:
    text = str(bad)
    if "full" in text or "disk I/O" in text:
        return IncompleteError(
            "The disk with the output folder is full; all that was finished is kept. "
            "Make room and run the same command again."
        )
    if "locked" in text:
        return UsageError("Another mediascan is working in this output folder.")
    return IncompleteError(f"The catalog of this inspection cannot be used: {text}.")
