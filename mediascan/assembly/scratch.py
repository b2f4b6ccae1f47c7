"""Parts of collections on disk, sorted by the collection that they are in.

A SQLite file that is made new for each report: losing it costs nothing. Its B-tree sorts, so that
memory holds some pages and never a list of files, however many there are.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from mediascan.assembly.tally import Member
from mediascan.model.errors import IncompleteError

_PAGE = 8192
_CACHE_KIB = 16384
_WAITING = 2048  # rows written at once
_COLUMNS = (
    "kind, key, print, role, series, number, path, folder, size, digest, basis, count, first, "
    "partner, format, label, shape, corpora, s, t, p, es, et, ep"
)
_SCHEMA = f"""
    CREATE TABLE part ({_COLUMNS},
        PRIMARY KEY (kind, key, print, role, series, number, path)) WITHOUT ROWID;
    CREATE TABLE store (root BLOB PRIMARY KEY, kind TEXT, value BLOB) WITHOUT ROWID;
"""
_INSERT = f"INSERT OR IGNORE INTO part ({_COLUMNS}) VALUES ({','.join('?' * 24)})"  # noqa: S608 - our own columns
_BY_NUMBER = "ORDER BY series, number, role, digest, path"
_OF_KEY = f"SELECT {_COLUMNS} FROM part WHERE kind = ? AND key = ?"  # noqa: S608 - our own columns
_ONE = " AND print = ? AND role <> 2 "
_INDEX = " AND print = '' AND role = 2 "
_FOLDERS = "SELECT folder FROM part WHERE kind = ? AND key = ? AND role = 0"
_PRINTS = 10_000  # different schemas under one name; more are an attack, and are left out


class Scratch:
    """The scratch database in one file."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self._file = file
        self._waiting: list[tuple[object, ...]] = []
        with _on_disk():
            self._database = sqlite3.connect(file, isolation_level=None)
            run = self._database.execute
            run(f"PRAGMA page_size = {_PAGE}")
            run("PRAGMA journal_mode = OFF")
            run("PRAGMA synchronous = OFF")
            run("PRAGMA locking_mode = EXCLUSIVE")
            run(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._database.executescript(_SCHEMA)

    def add(self, one: Member) -> None:
        self._waiting.append((*one[:-2], *one.exact, *one.estimated))
        if len(self._waiting) >= _WAITING:
            self.write()

    def write(self) -> None:
        """Store what waits."""
        with _on_disk():
            self._database.execute("BEGIN")
            self._database.executemany(_INSERT, self._waiting)
            self._database.execute("COMMIT")
        self._waiting.clear()

    def groups(self) -> Iterator[tuple[str, bytes, Member | None]]:
        """Kind and key of each set, with its only part where it has but one."""
        query = (
            f"SELECT {_COLUMNS} FROM part WHERE (kind, key) > (?, ?) "  # noqa: S608 - our own columns
            "ORDER BY kind, key, print, role, series, number, path LIMIT 2"
        )
        at: tuple[str, bytes] = ("", b"")
        while found := list(self._select(query, at)):
            first, second = found[0], found[-1]
            alone = len(found) == 1 or (first.kind, first.key) != (second.kind, second.key)
            at = (first.kind, first.key)
            yield *at, first if alone else None

    def prints(self, kind: str, key: bytes) -> list[tuple[str, int, int]]:
        """Of one set: each print, its different numbers, and its different contents of numbers."""
        query = (
            "SELECT print, count(DISTINCT CASE WHEN role = 0 THEN series || '/' || number END), "
            "count(DISTINCT CASE WHEN role = 0 THEN series || '/' || number || '/' || "
            "coalesce(digest, path) END) FROM part "
            "WHERE kind = ? AND key = ? AND role <> 2 GROUP BY print ORDER BY print LIMIT ?"
        )
        if not key:  # files that stand alone are not counted against each other
            query = "SELECT DISTINCT print, 0, 0 FROM part WHERE kind = ? AND key = ? LIMIT ?"
        with _on_disk():
            return list(self._database.execute(query, (kind, key, _PRINTS)))

    def members(self, kind: str, key: bytes, print_: str) -> Iterator[Member]:
        """Shards and companions of one set, by number."""
        return self._select(f"{_OF_KEY}{_ONE}{_BY_NUMBER}", (kind, key, print_))

    def members_by_folder(
        self, kind: str, key: bytes, print_: str
    ) -> Iterator[tuple[bytes, Iterator[Member]]]:
        """The same, folder by folder."""
        query = f"{_OF_KEY}{_ONE}ORDER BY folder, series, number, role, digest, path"
        rows = self._select(query, (kind, key, print_))
        return groupby(rows, key=lambda one: one.folder)

    def indexes_in(self, kind: str, key: bytes, folder: bytes) -> Iterator[Member]:
        """What tells of a whole set, in `folder`."""
        return self._select(f"{_OF_KEY}{_INDEX}AND folder = ? {_BY_NUMBER}", (kind, key, folder))

    def indexes_beside(self, kind: str, key: bytes, print_: str) -> Iterator[Member]:
        """The same, in all folders that have a shard of one print."""
        query = f"{_OF_KEY}{_INDEX}AND folder IN ({_FOLDERS} AND print = ?) {_BY_NUMBER}"
        return self._select(query, (kind, key, kind, key, print_))

    def indexes_alone(self, kind: str, key: bytes) -> Iterator[Member]:
        """The same, in all folders that have no shard."""
        query = f"{_OF_KEY}{_INDEX}AND folder NOT IN ({_FOLDERS}) {_BY_NUMBER}"
        return self._select(query, (kind, key, kind, key))

    def _select(self, query: str, values: tuple[object, ...]) -> Iterator[Member]:
        with _on_disk():
            for row in self._database.execute(query, values):
                yield Member._make((*row[:-6], row[-6:-3], row[-3:]))

    def keep_store(self, root: bytes, kind: str, value: bytes) -> None:
        """Write down that the folder `root` is a store; stores of its kind below are part of it."""
        with _on_disk():
            self._database.execute(
                "DELETE FROM store WHERE kind = ? AND root > ? AND root < ?",
                (kind, root + b"/", root + b"0"),
            )
            self._database.execute(
                "INSERT OR REPLACE INTO store VALUES (?, ?, ?)", (root, kind, value)
            )

    def store_above(self, folder: bytes) -> tuple[bytes, bytes] | None:
        """Root and value of the store that `folder` is in."""
        with _on_disk():
            while True:
                found: tuple[bytes, bytes] | None = self._database.execute(
                    "SELECT root, value FROM store WHERE root = ?", (folder,)
                ).fetchone()
                if found is not None or not folder:
                    return found
                folder = folder[: max(0, folder.rfind(b"/"))]

    def change_store(self, root: bytes, value: bytes) -> None:
        with _on_disk():
            self._database.execute("UPDATE store SET value = ? WHERE root = ?", (value, root))

    def stores(self) -> Iterator[tuple[bytes, str, bytes]]:
        with _on_disk():
            yield from self._database.execute("SELECT root, kind, value FROM store ORDER BY root")

    def close(self) -> None:
        self._database.close()
        self._file.unlink(missing_ok=True)


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as bad:
        raise IncompleteError(
            f"The files could not be put together ({bad}); what was read is kept. Make room on "
            "the disk with the output folder and run the same command again."
        ) from bad
