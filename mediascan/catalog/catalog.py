"""The catalog: one SQLite file an inspection, journal and result in one.

WAL with `synchronous=FULL`: a transaction that was reported is there after a power cut (SQLite
documentation, "PRAGMA synchronous"). One writer. What a worker packed is stored as it came, a batch
a row: a row of the database for each file costs as much as hashing it. Each batch is sorted by
path, so the rows of all batches come out in order by merging, and nothing is ever sorted whole.

SQLite sees a page that makes no sense, but not a digest with a wrong bit: so each batch has a sum,
and what does not fit it ends the run instead of getting into a signed report.
"""

import hashlib
import heapq
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from importlib.resources import files
from operator import itemgetter
from pathlib import Path
from typing import Any

from mediascan.catalog.database import damaged, own_words, stopped, transaction
from mediascan.catalog.marks import MarkTable
from mediascan.model.errors import UsageError
from mediascan.model.row import Columns, Row
from mediascan.model.source import EntryKind, join, outermost

SCHEMA_VERSION = "4"
_PAGE = 8192
_CACHE_KIB = 8192  # of memory for pages, whatever the size of the drive
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_OUTCOMES = {"running", "interrupted", "vanished", "finished"}
_BY_PATH = itemgetter(0)
_FIELDS = ",".join(Row._fields)
_PLACES = ",".join("?" * (6 + len(Row._fields)))
_INSERT = f"INSERT INTO batch (id,sum,count,files,bytes,first,{_FIELDS}) VALUES ({_PLACES})"  # noqa: S608 - our own columns
_SELECT = f"SELECT sum,count,files,bytes,first,{_FIELDS} FROM batch"  # noqa: S608 - our own columns


class Catalog:
    """The catalog in one file. Raises `StopError` with a sentence when the disk is full."""

    def __init__(self, file: Path) -> None:
        new = not file.exists()
        try:
            self._database = sqlite3.connect(file, isolation_level=None, timeout=1)
            self._prepare(new=new)
            self.marks = MarkTable(self._database)
        except sqlite3.Error as bad:
            raise stopped(bad) from bad

    def _prepare(self, *, new: bool) -> None:
        run = self._database.execute
        run(f"PRAGMA page_size = {_PAGE}")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA synchronous = FULL")
        run(f"PRAGMA cache_size = -{_CACHE_KIB}")
        run("PRAGMA locking_mode = EXCLUSIVE")
        if new or not run("SELECT 1 FROM sqlite_master WHERE name = 'batch'").fetchone():
            schema = files("mediascan.catalog").joinpath("schema.sql").read_text("utf-8")
            self._database.executescript(f"BEGIN IMMEDIATE; {schema}; COMMIT")
            self.set_meta({"schema": SCHEMA_VERSION})
        run("BEGIN IMMEDIATE")  # a second run of the same inspection must not write here
        run("COMMIT")
        if self.meta().get("schema") != SCHEMA_VERSION:
            raise UsageError("The unfinished inspection there is of another version of mediascan.")

    def meta(self) -> dict[str, str]:
        with own_words():
            return dict(self._database.execute("SELECT key, value FROM meta"))

    def set_meta(self, values: dict[str, str]) -> None:
        with transaction(self._database):
            self._database.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def start_session(self, now: str) -> int:
        """Write down that a session begins; returns its number, 1 for the first."""
        with transaction(self._database):
            cursor = self._database.execute(
                "INSERT INTO session (started, ended, outcome) VALUES (?, ?, 'running')",
                (now, now),
            )
        return cursor.lastrowid or 0

    def end_session(self, session: int, now: str, outcome: str) -> None:
        with transaction(self._database):
            self._database.execute(
                "UPDATE session SET ended = ?, outcome = ? WHERE id = ?", (now, outcome, session)
            )

    def sessions(self) -> list[tuple[int, str, str, str]]:
        """Number, start, last sign of life and outcome of each session, in their order."""
        query = "SELECT id, started, ended, outcome FROM session ORDER BY id"
        with own_words():
            found = list(self._database.execute(query))
        for _, started, ended, outcome in found:
            if not (_TIME.fullmatch(started) and _TIME.fullmatch(ended) and outcome in _OUTCOMES):
                raise damaged("a session is not what was stored")
        return found

    def add(
        self, results: list[Columns], session: int, now: str, confirmed: Iterable[bytes] = ()
    ) -> None:
        """Store batches of rows in one transaction; parts under `confirmed` tokens count now."""
        with transaction(self._database):
            self._database.executemany(_INSERT, (_values(None, one) for one in results if len(one)))
            tokens = ((one,) for one in confirmed)
            self._database.executemany("DELETE FROM part WHERE token = ?", tokens)
            self._database.execute("UPDATE session SET ended = ? WHERE id = ?", (now, session))
            self.marks.forget(one.first for one in results if len(one) == 1)

    def add_part(self, columns: Columns, token: bytes) -> None:
        """Store rows that do not count before `add` confirms their token."""
        with transaction(self._database):
            batch = self._database.execute(_INSERT, _values(None, columns)).lastrowid
            self._database.execute("INSERT INTO part VALUES (?, ?)", (batch, token))

    def drop_parts(self) -> None:
        """Forget the parts that nobody confirmed: they will come again."""
        with transaction(self._database):
            self._database.execute("DELETE FROM batch WHERE id IN (SELECT batch FROM part)")
            self._database.execute("DELETE FROM part")

    def review(self, judge: Callable[[Row], Row | None]) -> None:
        """Hold every row against `judge`: it answers with the row to keep, or None to forget it.

        Afterwards `known` tells which paths are kept. Members are not shown to `judge`: they stay
        or go with the file that they are in.
        """
        self.drop_parts()
        with transaction(self._database):
            self._database.execute("DELETE FROM known")
        members = False
        for batch, columns in self._batches():
            before = list(columns.rows())
            inside = [row for row in before if row.kind == EntryKind.MEMBER]
            members = members or bool(inside)
            others = [row for row in before if row.kind != EntryKind.MEMBER]
            after = [kept for row in others if (kept := judge(row)) is not None]
            self._replace(batch, before, inside + after if inside else after)
            with transaction(self._database):
                self._database.executemany(
                    "INSERT OR IGNORE INTO known VALUES (?)", ((row.path,) for row in after)
                )
        if members:
            self._drop_members()

    def _drop_members(self) -> None:
        """Forget the members of files that `known` does not have."""
        for batch, columns in self._batches():
            before = list(columns.rows())
            after, last, kept = [], b"", True
            for row in before:
                if row.kind == EntryKind.MEMBER:
                    if (path := outermost(row.path)) != last:
                        last, kept = path, bool(self.known(b"", (path,)))
                    if not kept:
                        continue
                after.append(row)
            self._replace(batch, before, after)

    def _replace(self, batch: int, before: list[Row], after: list[Row]) -> None:
        if len(after) == len(before) and sorted(after, key=_BY_PATH) == before:
            return
        with transaction(self._database):
            self._database.execute("DELETE FROM batch WHERE id = ?", (batch,))
            if after:
                self._database.execute(_INSERT, _values(batch, Columns.of(after)))

    def known(self, folder: bytes, names: tuple[bytes, ...]) -> frozenset[bytes]:
        """Those of `names` in `folder` that the last review kept."""
        paths = [join(folder, name) for name in names]
        places = ",".join("?" * len(paths))
        query = f"SELECT path FROM known WHERE path IN ({places})"  # noqa: S608 - question marks
        cut = len(folder) + 1 if folder else 0
        with own_words():
            return frozenset(path[cut:] for (path,) in self._database.execute(query, paths))

    def rows(self) -> Iterator[Row]:
        """All rows in the order of their path bytes, each path once.

        A container may have several members of one name: those behind the first get a number.
        """
        last, number = b"", 0
        for row in self._rows():
            if row.path == last and row.kind == EntryKind.MEMBER:
                number += 1
                yield row._replace(path=b"%s\0#%08d" % (last, number + 1))
            else:
                last, number = row.path, 0
                yield row

    def _rows(self) -> Iterator[Row]:
        """All rows in the order of their path bytes.

        Batches are opened when their first path is reached and closed at their last: memory holds
        those that overlap, which the order of the walk keeps few.
        """
        open_: list[tuple[bytes, int, Row, Iterator[Row]]] = []
        query = (
            "SELECT id, first FROM batch WHERE id NOT IN (SELECT batch FROM part) "
            "ORDER BY first, id"
        )
        with own_words(), closing(self._database.execute(query)) as batches:
            for batch, first in batches:
                while open_ and open_[0][0] < first:
                    yield _step(open_)
                rows = self._batch(batch).rows()
                row = next(rows)
                heapq.heappush(open_, (row.path, batch, row, rows))
        while open_:
            yield _step(open_)

    def columns(self) -> Iterator[Columns]:
        """All batches, in the order in which they were stored."""
        return (columns for _, columns in self._batches())

    def totals(self) -> tuple[int, int]:
        """Number of files and the bytes read of them, so far."""
        query = "SELECT coalesce(sum(files), 0), coalesce(sum(bytes), 0) FROM batch"
        with own_words():
            files, read = self._database.execute(query).fetchone()
        return files, read

    def entries(self) -> int:
        """Number of rows, of files and of everything else."""
        query = "SELECT coalesce(sum(count), 0) FROM batch"
        with own_words():
            (count,) = self._database.execute(query).fetchone()
        return int(count)

    def _batch(self, batch: int) -> Columns:
        with own_words():
            values = self._database.execute(f"{_SELECT} WHERE id = ?", (batch,)).fetchone()
        return _columns(values)

    def _batches(self) -> Iterator[tuple[int, Columns]]:
        """All batches by number; they may be replaced meanwhile."""
        query = "SELECT id FROM batch WHERE id > ? ORDER BY id LIMIT 1"
        number = self._number(query, 0)
        while number is not None:
            yield number, self._batch(number)
            number = self._number(query, number)

    def _number(self, query: str, after: int) -> int | None:
        with own_words():
            found = self._database.execute(query, (after,)).fetchone()
        return found[0] if found else None

    def close(self) -> None:
        self._database.close()


def _values(batch: int | None, columns: Columns) -> tuple[object, ...]:
    """What `_INSERT` takes; SQLite gives the number where `batch` is None."""
    values = (columns.count, columns.files, columns.read, columns.first, *columns.packed)
    return (batch, _sum(values), *values)


def _columns(values: tuple[Any, ...] | None) -> Columns:
    """A batch as it was stored. Raises `IncompleteError` where it is another one now."""
    if values is None or _sum(values[1:]) != values[0]:
        raise damaged("a batch of rows is not what was stored")
    _, count, files, read, first, *packed = values
    return Columns(count, files, read, first, tuple(packed))


def _sum(values: tuple[Any, ...]) -> bytes:
    """The SHA-256 of a batch: the lengths of its texts, and the texts."""
    texts = [one for one in values if isinstance(one, bytes)]
    numbers = [len(one) if isinstance(one, bytes) else one for one in values]
    digest = hashlib.sha256(repr(numbers).encode())
    for one in texts:
        digest.update(one)
    return digest.digest()


def _step(open_: list[tuple[bytes, int, Row, Iterator[Row]]]) -> Row:
    """The smallest row of the open batches, replaced by the next one of its batch."""
    _, batch, row, rows = open_[0]
    following = next(rows, None)
    if following is None:
        heapq.heappop(open_)
    else:
        heapq.heapreplace(open_, (following.path, batch, following, rows))
    return row
