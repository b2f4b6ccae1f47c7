"""Places of a report of which it does not know what is there."""

from typing import Any

from mediascan.model.source import INSIDE

FOLDERS = 65_536  # kept in memory: some 10 MiB; with more, the report counts as blind everywhere


class Blind:
    """Folders that could not be listed and containers that were not opened to the end.

    Rows are shown to it in the order of paths, in which members come right behind their container.
    """

    def __init__(self, statement: dict[str, Any]) -> None:
        self._everywhere = bool(statement["predicate"]["coverage"].get("vanished"))
        self._folders: set[bytes] = set()
        self._around: list[tuple[bytes, bool]] = []  # the file seen last, what it lies in; opened?

    def look(self, path: bytes, row: dict[str, Any]) -> None:
        """Keep `path` if it is a folder that could not be listed, or may be a container."""
        if row["type"] in {"file", "member"}:
            around = [one for one in self._around if path.startswith(one[0] + INSIDE)]
            self._around = [*around, (path, row.get("members", {}).get("complete") is True)]
        if row["type"] == "folder" and "faults" in row:
            self._everywhere = self._everywhere or len(self._folders) >= FOLDERS
            self._folders.add(path)

    def covers(self, path: bytes) -> bool:
        """Whether an entry at `path` may have been there though the report does not have it."""
        if self._everywhere:
            return True
        while INSIDE in path:
            path = path.rpartition(INSIDE)[0]
            opened = dict(self._around).get(path)
            if opened is not None:
                return not opened
        if not self._folders:
            return False
        while b"/" in path:
            path = path.rpartition(b"/")[0]
            if path in self._folders:
                return True
        return False
