"""All rows in the order of their paths, where they were read in another one.

Batches that were read as files lie on a medium overlap in their paths, all of them: merging them
would hold all rows in memory. So they are sorted on disk, by SQLite's own sorter, which is a merge
of sorted runs in files (SQLite documentation, "Indexes and sorting"), in a database of its own: the
catalog stays as it was, and a sort that was broken off is begun again.
"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from mediascan.catalog.catalog import Catalog
from mediascan.catalog.database import own_words
from mediascan.model.row import Row

FEW = 256 * 256  # rows that are merged in memory: 64 MiB at the most
_CACHE_KIB = 32_768  # of memory for the sorter, whatever the size of the medium
_FIELDS = ", ".join(Row._fields)
_PLACES = ", ".join("?" * len(Row._fields))


class RowsInOrder:
    """Gives all rows of `catalog` by path, as often as asked; `file` is for the sort."""

    def __init__(self, catalog: Catalog, file: Path) -> None:
        self._catalog = catalog
        self._file = file
        self._database: sqlite3.Connection | None = None
        if catalog.entries() > FEW:
            self._sort()

    def rows(self) -> Iterator[Row]:
        """All rows in the order of their path bytes. Raises `StopError` where the disk is full."""
        if self._database is None:
            yield from self._catalog.rows()
            return
        with own_words():
            yield from map(Row._make, self._database.execute(f"SELECT {_FIELDS} FROM sorted"))  # noqa: S608 - our own columns

    def close(self) -> None:
        if self._database:
            self._database.close()
            self._file.unlink(missing_ok=True)

    def _sort(self) -> None:
        self._file.unlink(missing_ok=True)
        with own_words():
            self._database = sqlite3.connect(self._file, isolation_level=None)
            run = self._database.execute
            run("PRAGMA journal_mode = OFF")
            run("PRAGMA synchronous = OFF")
            run(f"PRAGMA cache_size = -{_CACHE_KIB}")
            run(f"CREATE TABLE raw ({_FIELDS})")
            run("BEGIN")
            for columns in self._catalog.columns():
                many = f"INSERT INTO raw VALUES ({_PLACES})"  # noqa: S608 - question marks
                self._database.executemany(many, columns.rows())
            run("COMMIT")
            run("CREATE TABLE sorted AS SELECT * FROM raw ORDER BY path")
            run("DROP TABLE raw")
