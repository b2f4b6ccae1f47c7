"""Entries that are in one of two lists only, paired by their content, in bounded memory.

Where n files of a content are gone and m have come, the first min(n, m) by path are pairs. Nothing
else is kept of them than a line each in a temporary SQLite file, which sorts them.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mediascan.model.errors import IncompleteError

GONE, COME = 0, 1
_CACHE_KIB = 16_384  # of the file's pages in memory
_TOGETHER = 4096  # entries given to SQLite at once
_SCHEMA = "CREATE TABLE entry (side INTEGER, digest BLOB, path BLOB, words TEXT, mate INTEGER)"
# The k-th of a content that is gone goes with the k-th that has come.
_PAIR = """
    CREATE TABLE pair AS
    SELECT gone.entry AS gone, come.entry AS come
    FROM (SELECT rowid AS entry, digest, row_number() OVER (PARTITION BY digest ORDER BY path) AS k
          FROM entry WHERE side = 0 AND digest IS NOT NULL) AS gone
    JOIN (SELECT rowid AS entry, digest, row_number() OVER (PARTITION BY digest ORDER BY path) AS k
          FROM entry WHERE side = 1 AND digest IS NOT NULL) AS come
    ON gone.digest = come.digest AND gone.k = come.k
"""
_PAIRS = """
    SELECT gone.path, come.path, come.words FROM pair
    JOIN entry AS gone ON gone.rowid = pair.gone JOIN entry AS come ON come.rowid = pair.come
    ORDER BY gone.path
"""
_MARK = """
    UPDATE entry SET mate = 1
    WHERE rowid IN (SELECT gone FROM pair UNION ALL SELECT come FROM pair)
"""
_LEFT = "SELECT path, words FROM entry WHERE side = ? AND mate IS NULL ORDER BY path"


class Moves:
    """The entries of one comparison; first all are added, then `pair` is called."""

    def __init__(self, file: Path) -> None:
        with _on_disk():
            self._database = sqlite3.connect(file, isolation_level=None)
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "temp_store = FILE"):
                self._database.execute(f"PRAGMA {pragma}")
            self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._database.execute(_SCHEMA)
        self._waiting: list[tuple[int, bytes | None, bytes, str]] = []

    def add(self, side: int, path: bytes, digest: bytes | None, words: str) -> None:
        """Take in an entry that is `GONE` or has `COME`; without a digest it has no pair."""
        self._waiting.append((side, digest, path, words))
        if len(self._waiting) == _TOGETHER:
            self._write()

    def pair(self) -> Iterator[tuple[bytes, bytes, str]]:
        """Old path, new path and words of each pair, by old path."""
        with _on_disk():
            self._write()
            self._database.execute(_PAIR)
            self._database.execute(_MARK)
            yield from self._database.execute(_PAIRS)

    def left(self, side: int) -> Iterator[tuple[bytes, str]]:
        """Path and words of each entry of `side` that has no pair, by path."""
        with _on_disk():
            yield from self._database.execute(_LEFT, (side,))

    def close(self) -> None:
        self._database.close()

    def _write(self) -> None:
        with _on_disk():
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO entry (side, digest, path, words) VALUES (?, ?, ?, ?)", self._waiting
            )
            self._database.execute("COMMIT")
        self._waiting.clear()


@contextmanager
def _on_disk() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as bad:
        raise IncompleteError(f"The folder for temporary files cannot be used: {bad}.") from bad
