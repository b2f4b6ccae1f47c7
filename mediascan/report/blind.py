"""Places of a report of which it does not know what is there."""

from typing import Any

FOLDERS = 65_536  # kept in memory: some 10 MiB; with more, the report counts as blind everywhere


class Blind:
    """Folders that could not be listed; rows are shown to it in the order of paths."""

    def __init__(self, statement: dict[str, Any]) -> None:
        self._everywhere = bool(statement["predicate"]["coverage"].get("vanished"))
        self._folders: set[bytes] = set()

    def look(self, path: bytes, row: dict[str, Any]) -> None:
        """Keep `path` if it is a folder that could not be listed."""
        if row["type"] == "folder" and "faults" in row:
            self._everywhere = self._everywhere or len(self._folders) >= FOLDERS
            self._folders.add(path)

    def covers(self, path: bytes) -> bool:
        """Whether an entry at `path` may have been there though the report does not have it."""
        if self._everywhere:
            return True
        if not self._folders:
            return False
        while b"/" in path:
            path = path.rpartition(b"/")[0]
            if path in self._folders:
                return True
        return False
