"""Folders that are listed but not yet visited, on disk: a drive may have a hundred million.

A temporary SQLite file works as a stack, so the walk goes deep first and a folder's files are
neighbours in the catalog. Losing it costs nothing: a resumed run walks again.
"""

import sqlite3
from pathlib import Path

_KEEP = 4096  # folders held in memory before they go to disk


class PendingFolders:
    """A stack of folder paths of any height, of bounded memory."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self._file = file
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE TABLE folder (id INTEGER PRIMARY KEY, path BLOB NOT NULL)")
        self._top: list[bytes] = []
        self._below = 0  # folders on disk

    def push(self, path: bytes) -> None:
        self._top.append(path)
        if len(self._top) > _KEEP:
            lower, self._top = self._top[: _KEEP // 2], self._top[_KEEP // 2 :]
            self._database.execute("BEGIN")
            self._database.executemany(
                "INSERT INTO folder (path) VALUES (?)", ((one,) for one in lower)
            )
            self._database.execute("COMMIT")
            self._below += len(lower)

    def pop(self) -> bytes | None:
        """The folder pushed last, or None when all are visited."""
        if not self._top and self._below:
            rows = self._database.execute(
                "SELECT id, path FROM folder ORDER BY id DESC LIMIT ?", (_KEEP // 2,)
            ).fetchall()
            self._database.execute("DELETE FROM folder WHERE id >= ?", (rows[-1][0],))
            self._below -= len(rows)
            self._top = [path for _, path in reversed(rows)]
        return self._top.pop() if self._top else None

    def close(self) -> None:
        self._database.close()
        self._file.unlink(missing_ok=True)
