"""Looks up what lies where on a medium, in a layout that is finished."""

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from mediascan.model.errors import IncompleteError
from mediascan.model.extent import Extent
from mediascan.model.source import Entry, EntryKind, Identity
from mediascan.sources.layout import unpack_runs

_COLUMNS = "kind, size, mtime_ns, ctime_ns, inode, allocated, runs, inside, target, fault"


class Laid(NamedTuple):
    """One entry, as a layout has it. `runs` count in bytes of the medium."""

    kind: EntryKind
    identity: Identity
    runs: tuple[Extent, ...]
    inside: bytes | None  # content in the file system's own records
    target: bytes | None  # of a link
    fault: str | None  # why its content cannot be had


class LayoutReader:
    """A layout, open for reading. Raises `IncompleteError` where it is damaged."""

    def __init__(self, file: Path) -> None:
        self._database = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        self._folder, self._number = b"", 0  # the folder used last, and its number

    def fact(self, key: str) -> Any:
        """A value that the survey kept under `key`; None where it kept none."""
        row = self._one("SELECT value FROM fact WHERE key = ?", (key,))
        return None if row is None else orjson.loads(row[0])

    def entries(self, folder: bytes) -> Iterator[Entry]:
        """The entries of `folder`, in no order. Raises `FileNotFoundError` where it is none."""
        if not self._folder_number(folder) and not self._is_empty(folder):
            raise FileNotFoundError(errno.ENOENT, "no folder on this medium")
        query = "SELECT name, kind, inode FROM entry WHERE folder = ?"
        for name, kind, inode in self._database.execute(query, (self._folder_number(folder),)):
            yield Entry(name, EntryKind(kind), inode)

    def as_they_lie(self) -> Iterator[tuple[bytes, Entry, int, str]]:
        """Folder, entry, bytes and fault of everything, what has no place on the medium first."""
        query = (
            "SELECT path, name, kind, size, fault FROM entry JOIN folder ON folder.id = "
            "entry.folder ORDER BY place, entry.folder, name"
        )
        for folder, name, kind, size, fault in self._database.execute(query):
            yield folder, Entry(name, EntryKind(kind)), size, fault or ""

    def of(self, folder: bytes, name: bytes) -> Laid | None:
        """The entry `name` of `folder`; None where there is none."""
        query = f"SELECT {_COLUMNS} FROM entry WHERE folder = ? AND name = ?"  # noqa: S608 - our own columns
        row = self._one(query, (self._folder_number(folder), name))
        if row is None:
            return None
        kind, size, mtime, ctime, inode, allocated, runs, inside, target, fault = row
        return Laid(
            EntryKind(kind),
            Identity(size, mtime, ctime, inode, allocated),
            unpack_runs(runs) if runs else (),
            inside,
            target,
            fault,
        )

    def close(self) -> None:
        self._database.close()

    def _is_empty(self, folder: bytes) -> bool:
        """Whether a folder in which nothing lies is listed in its own."""
        above, _, name = folder.rpartition(b"/")
        laid = self.of(above, name)
        return laid is not None and laid.kind in {EntryKind.FOLDER, EntryKind.VOLUME}

    def _folder_number(self, path: bytes) -> int:
        """The number of a folder; 0 where there is none of this path."""
        if not self._number or path != self._folder:
            row = self._one("SELECT id FROM folder WHERE path = ?", (path,))
            self._folder, self._number = path, row[0] if row else 0
        return self._number

    def _one(self, query: str, values: tuple[Any, ...]) -> Any:
        try:
            return self._database.execute(query, values).fetchone()
        except sqlite3.Error as bad:
            words = f"The layout of this medium is damaged ({bad}). Begin again in another folder."
            raise IncompleteError(words) from bad


def is_finished(file: Path) -> bool:
    """Whether `file` is a whole layout."""
    if not file.exists():
        return False
    try:
        reader = LayoutReader(file)
        try:
            return reader.fact("finished") is True
        finally:
            reader.close()
    except (IncompleteError, sqlite3.Error):
        return False
