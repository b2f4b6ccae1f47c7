"""Entries that are listed but not yet given out, in the order of their names, in bounded memory.

The walk lists a folder when its row is due and gives out what is in it later, so many listings are
open at a time, and one may have 50 million names. What is too much goes into a temporary SQLite
file, whose B-tree sorts it. Losing that file costs nothing: a resumed run walks again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path

from mediascan.model.errors import IncompleteError
from mediascan.model.source import Entry, EntryKind

HELD_BYTES = 16 << 20  # of entries in memory, over all listings: some 90,000 entries
ENTRY_BYTES = 160  # what CPython 3.11 needs for an entry besides the letters of its name, about
_PAGE = 1024  # entries read back at once
_CACHE_KIB = 8192  # of the file's pages in memory
_SCHEMA = """
    CREATE TABLE entry (
        listing INTEGER, name BLOB, kind INTEGER, inode BLOB, PRIMARY KEY (listing, name)
    ) WITHOUT ROWID
"""
_AFTER = "SELECT name, kind, inode FROM entry WHERE listing = ? AND name > ? ORDER BY name LIMIT ?"
_INODE_BYTES = 8  # SQLite's integers are signed, inodes are not
_name = attrgetter("name")


class PendingEntries:
    """The open listings of one walk. The one opened last is the first to end."""

    def __init__(self, file: Path) -> None:
        file.unlink(missing_ok=True)
        self._file = file
        with _on_disk():
            self._database = sqlite3.connect(file, isolation_level=None)
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("PRAGMA synchronous = OFF")
            self._database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            self._database.execute(_SCHEMA)
        self._open: list[Listing] = []
        self._on_disk = 0  # so many of the first listings have nothing in memory
        self._held = 0  # bytes in memory, over all listings

    def listing(self, entries: Iterator[Entry]) -> tuple["Listing", OSError | None]:
        """Take in all of `entries`; with the error that ended them early, if one did."""
        made = Listing(self, len(self._open))
        self._open.append(made)
        fault = None
        try:
            for entry in entries:
                made.add(entry)
        except OSError as bad:
            fault = bad
        made.filled()
        return made, fault

    def close(self) -> None:
        self._database.close()
        self._file.unlink(missing_ok=True)

    def hold(self, number: int, count: int) -> None:
        """Listing `number` has `count` bytes more in memory; the oldest make room for them."""
        self._held += count
        if count > 0:
            self._on_disk = min(self._on_disk, number)
            while self._held > HELD_BYTES and self._on_disk < number:
                self._open[self._on_disk].spill()
                self._on_disk += 1

    def write(self, number: int, entries: list[Entry]) -> None:
        """Store entries; of those with one name in one folder the first stays."""
        rows = (
            (number, name, int(kind), inode.to_bytes(_INODE_BYTES, "big"))
            for name, kind, inode in entries
        )
        with _on_disk():
            self._database.execute("BEGIN")
            self._database.executemany("INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?)", rows)
            self._database.execute("COMMIT")

    def read(self, number: int, after: bytes) -> list[Entry]:
        """Up to a page of stored entries whose names lie behind `after`."""
        with _on_disk():
            return [
                Entry(name, EntryKind(kind), int.from_bytes(inode, "big"))
                for name, kind, inode in self._database.execute(_AFTER, (number, after, _PAGE))
            ]

    def end(self, number: int, *, stored: bool) -> None:
        """Forget listing `number`, which is the one opened last."""
        self._open.pop()
        self._on_disk = min(self._on_disk, len(self._open))
        if stored:
            with _on_disk():
                self._database.execute("DELETE FROM entry WHERE listing = ?", (number,))


class Listing:
    """The entries of one folder that are still to be given out, sorted by name."""

    __slots__ = ("_after", "_bytes", "_copied", "_held", "_number", "_pending", "_rest", "_stored")

    def __init__(self, pending: PendingEntries, number: int) -> None:
        self._pending = pending
        self._number = number
        self._rest: list[Entry] = []  # in memory, once sorted the last name first
        self._bytes = 0  # of those
        self._held = False  # whether `pending` counts them
        self._copied = False  # whether they are on disk as well
        self._stored = False  # whether anything is on disk
        self._after = b""  # the name given out last

    def add(self, entry: Entry) -> None:
        self._rest.append(entry)
        self._bytes += ENTRY_BYTES + len(entry.name)
        if self._bytes > HELD_BYTES // 2:
            self.spill()

    def filled(self) -> None:
        """All entries were added."""
        if self._stored:
            self.spill()
        else:
            self._keep(self._rest, copied=False)

    def peek(self) -> bytes | None:
        """The name that comes next; None at the end. A name that is listed twice comes once."""
        while self._rest or self._load():
            name = self._rest[-1].name
            if name != self._after:
                return name
            self.take()
        return None

    def take(self) -> Entry:
        """The entry that `peek` named."""
        entry = self._rest.pop()
        self._after = entry.name
        if not self._rest:
            self._let_go()
        return entry

    def spill(self) -> None:
        """Have nothing in memory."""
        if self._rest and not self._copied:
            self._rest.sort(key=_name)
            self._pending.write(self._number, self._rest)
            self._stored = True
        self._rest = []
        self._let_go()

    def end(self) -> None:
        """Everything was given out."""
        self._pending.end(self._number, stored=self._stored)

    def _load(self) -> bool:
        if self._stored:
            self._keep(self._pending.read(self._number, self._after), copied=True)
        return bool(self._rest)

    def _keep(self, entries: list[Entry], *, copied: bool) -> None:
        entries.sort(key=_name, reverse=True)
        self._rest, self._copied, self._held = entries, copied, True
        self._bytes = sum(ENTRY_BYTES + len(entry.name) for entry in entries)
        self._pending.hold(self._number, self._bytes)

    def _let_go(self) -> None:
        if self._held:
            self._pending.hold(self._number, -self._bytes)
        self._bytes, self._held, self._copied = 0, False, False


@contextmanager
def _on_disk() -> Iterator[None]:
    """No `OSError`, or a full disk here would pass for a folder of the source that cannot be read.

    Where it fails the whole run stops, so nothing has to be put right in the file.
    """
    try:
        yield
    except sqlite3.Error as bad:
        raise IncompleteError(
            f"The disk with the output folder is full, or fails ({bad}); all that was finished is "
            "kept. Make room and run the same command again."
        ) from bad
