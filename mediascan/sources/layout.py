"""What lies where on a medium: a database on disk, written once, before anything is read.

A medium may hold a hundred million files, so no list of them is ever in memory: entries are written
as a parser lists them, and come out again in the order in which they lie. Runs that belong to no
file are found by one sorted pass over all runs that do.
"""

import sqlite3
import struct
from collections.abc import Iterable
from heapq import merge
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from mediascan.model.extent import BEYOND, Extent
from mediascan.model.limits import MIB
from mediascan.model.source import EntryKind, Identity

PIECE = 64 * MIB  # a run without a file is examined in pieces that end at multiples of this
SPACE = b"unattributed"  # the folder of those pieces
MEDIUM = b"medium"  # the name of all bytes
DELETED = b".deleted"  # behind the name of a volume: the folder of what was deleted on it
_ROWS = 4096  # rows given to the database at once
_FOLDERS = 65_536  # folders whose numbers are kept in memory
_RUN = struct.Struct("<QqQ")  # logical, physical or -1 for a hole, length
_MOST = (1 << 63) - 1  # SQLite's integers are signed
_SCHEMA = """
CREATE TABLE fact (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
CREATE TABLE folder (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE) STRICT;
CREATE TABLE entry (
    folder INTEGER NOT NULL,
    name BLOB NOT NULL,
    kind INTEGER NOT NULL,       -- model.source.EntryKind
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL,
    allocated INTEGER NOT NULL,  -- bytes on the medium
    place INTEGER,               -- of its first byte on the medium; NULL: it has none there
    runs BLOB,                   -- as _RUN, in the order of the file
    inside BLOB,                 -- content that the file system keeps in its own records
    target BLOB,                 -- of a link
    fault TEXT                   -- why its content cannot be had
) STRICT;
CREATE TABLE span (start INTEGER NOT NULL, end INTEGER NOT NULL) STRICT;
"""
_ENTRY = "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"


def pack_runs(runs: Iterable[Extent]) -> bytes:
    """Extents as bytes for the database."""
    return b"".join(
        _RUN.pack(one.logical, -1 if one.physical is None else one.physical, one.length)
        for one in runs
    )


def unpack_runs(data: bytes) -> tuple[Extent, ...]:
    return tuple(
        Extent(logical, None if physical < 0 else physical, length)
        for logical, physical, length in _RUN.iter_unpack(data)
    )


class LayoutWriter:
    """Writes the layout of one medium of `size` bytes into a new `file`.

    Raises `sqlite3.Error` where the disk is full. What is not finished is of no use.
    """

    def __init__(self, file: Path, size: int) -> None:
        file.unlink(missing_ok=True)
        self.size = size
        self._regions = [(0, size)]  # the medium, and decrypted volumes behind it
        self._database = sqlite3.connect(file, isolation_level=None)
        run = self._database.execute
        run("PRAGMA journal_mode = OFF")  # a torn one is made again
        run("PRAGMA synchronous = OFF")
        run("PRAGMA cache_size = -16384")
        self._database.executescript(_SCHEMA)
        run("BEGIN")
        self._folders: dict[bytes, int] = {}
        self._cuts: set[int] = set()
        self._entries: list[tuple[Any, ...]] = []
        self._spans: list[tuple[int, int]] = []

    def fact(self, key: str, value: Any) -> None:
        """Keep a JSON value."""
        row = (key, orjson.dumps(value, option=orjson.OPT_SORT_KEYS))
        self._database.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", row)

    def add(
        self,
        path: bytes,
        kind: EntryKind,
        identity: Identity,
        runs: tuple[Extent, ...] = (),
        *,
        inside: bytes | None = None,
        target: bytes | None = None,
        fault: str = "",
    ) -> None:
        """One entry; `runs` count in bytes of the medium."""
        folder, _, name = path.rpartition(b"/")
        place = next((one.physical for one in runs if one.physical is not None), None)
        size, mtime, ctime, inode, allocated = identity
        numbers = (min(size, _MOST), _signed(mtime), _signed(ctime), inode & _MOST)
        packed = pack_runs(runs) if runs else None
        row = (
            *(self._folder(folder), name, int(kind), *numbers, min(allocated, _MOST)),
            *(place, packed, inside, target, fault or None),
        )
        self._entries.append(row)
        if len(self._entries) >= _ROWS:
            self._flush()

    def extend(self, start: int, size: int) -> None:
        """The bytes of an unlocked volume begin at `start`, behind all others."""
        self._regions.append((start, start + size))

    def held(self, runs: Iterable[Extent]) -> int:
        """How many bytes of `runs` lie somewhere."""
        return sum(length for _, start, length in runs if start is not None and self._end_at(start))

    def _end_at(self, place: int) -> int:
        """The end of the medium, or of the unlocked volume, in which `place` is; 0: of none."""
        if place < self.size:
            return self.size
        return next((end for start, end in self._regions[1:] if start <= place < end), 0)

    def attribute(self, runs: Iterable[Extent], block: int = 1) -> None:
        """`runs` belong to a file; each is lengthened to the end of its block."""
        for _, start, length in runs:
            if start is not None and length and (most := self._end_at(start)):
                end = start + -(-length // block) * block
                self._spans.append((start, min(end, most)))

    def finish(self, least: int, cuts: Iterable[int] = ()) -> dict[str, int]:
        """Add the runs that belong to no file, from `least` bytes on; returns what there is.

        No run reaches over one of `cuts`, the ends of volumes.

        `attributed` and `unattributed` bytes add up to the medium; `pieces` of the latter are
        entries now, the others are `short` runs, of so many bytes.
        """
        self._flush()
        run = self._database.execute
        self._cuts = {min(cut, self.size) if cut < BEYOND else cut for cut in cuts}
        run("CREATE INDEX span_start ON span (start, end)")
        run("CREATE TEMP TABLE held (start INTEGER PRIMARY KEY, end INTEGER NOT NULL)")
        attributed, short, pieces = self._region(0, self.size, least)
        decrypted = [self._region(*one, least) for one in self._regions[1:]]
        self._flush()
        lost = self._overwritten()
        run("DROP INDEX span_start")
        run("DROP TABLE span")
        self._rename_twins()
        run("CREATE INDEX entry_name ON entry (folder, name)")
        run("CREATE INDEX entry_place ON entry (place, folder, name)")
        counts = {
            "attributed": attributed,
            "unattributed": self.size - attributed,
            "short": short,
            "pieces": pieces,
            "overwritten": lost,
            "decrypted": sum(end - start for start, end in self._regions[1:]),
            "decryptedAttributed": sum(one[0] for one in decrypted),
            **self._in_order(),
        }
        self.fact("space", counts)
        self.fact("finished", value=True)
        run("COMMIT")
        return counts

    def close(self) -> None:
        self._database.close()

    def _region(self, first: int, last: int, least: int) -> tuple[int, int, int]:
        """Add what belongs to no file between `first` and `last`.

        Returns the attributed bytes, those of short runs, and how many entries were added.
        """
        run = self._database.execute
        attributed = short = pieces = 0
        at = first
        query = "SELECT start, end FROM span WHERE start >= ? AND start < ? ORDER BY start"
        ends = sorted({cut for cut in self._cuts if first <= cut <= last} | {last})
        for start, end in merge(run(query, (first, last)), ((cut, cut) for cut in ends)):
            if start > at:
                if start - at < least:
                    short += start - at
                else:
                    pieces += self._space(at, start)
            if end > at:
                attributed += end - max(at, start)
                run("INSERT OR REPLACE INTO held VALUES (?, ?)", (max(at, start), end))
            at = max(at, end)
        return attributed, short, pieces

    def _space(self, start: int, end: int) -> int:
        """The entries of one run; returns how many they are.

        The inode of one at whose start a volume begins, or ends, is 1.
        """
        count = 0
        for first in range(start - start % PIECE, end, PIECE):
            at, last = max(first, start), min(first + PIECE, end)
            name = b"%020d" % at
            whole = (Extent(0, at, end - at),)  # a header at the end of a piece is read on
            identity = Identity(last - at, 0, 0, int(at in self._cuts), last - at)
            self.add(SPACE + b"/" + name, EntryKind.SPACE, identity, whole)
            count += 1
        return count

    def _overwritten(self) -> int:
        """Say of deleted files whose bytes others have, or that are nowhere; returns how many."""
        run = self._database.execute
        before = "SELECT end FROM held WHERE start < ? ORDER BY start DESC LIMIT 1"
        query = "SELECT rowid, size, runs, inside, fault FROM entry WHERE kind = ?"
        count = 0
        for row, size, packed, inside, fault in run(query, (int(EntryKind.DELETED),)):
            runs = unpack_runs(packed) if packed else ()
            taken = any(
                start is not None
                and (found := run(before, (start + length,)).fetchone())
                and found[0] > start
                for _, start, length in runs
            )
            if fault or taken or (size and not runs and inside is None):
                words = "its bytes belong to other files now, or nothing says where they lay"
                run("UPDATE entry SET fault = ? WHERE rowid = ?", (words, row))
                count += 1
        return count

    def _in_order(self) -> dict[str, int]:
        """How many files lie on the medium from front to back, and how many do not."""
        query = "SELECT runs FROM entry WHERE kind = ? AND runs IS NOT NULL"
        counts = {"inOrder": 0, "outOfOrder": 0}
        for (packed,) in self._database.execute(query, (int(EntryKind.FILE),)):
            one_run = len(packed) == _RUN.size
            counts["inOrder" if one_run or _ascend(packed) else "outOfOrder"] += 1
        return counts

    def _folder(self, path: bytes) -> int:
        known = self._folders.get(path)
        if known is not None:
            return known
        run = self._database.execute
        found = run("SELECT id FROM folder WHERE path = ?", (path,)).fetchone()
        if found is None:
            run("INSERT INTO folder (path) VALUES (?)", (path,))
            found = run("SELECT last_insert_rowid()").fetchone()
        if len(self._folders) >= _FOLDERS:
            self._folders.clear()
        self._folders[path] = number = int(found[0])
        return number

    def _flush(self) -> None:
        self._database.executemany(_ENTRY, self._entries)
        self._database.executemany("INSERT INTO span VALUES (?, ?)", self._spans)
        self._entries.clear()
        self._spans.clear()

    def _rename_twins(self) -> None:
        """Give entries of one folder and name, which a damaged or deleted listing has, others."""
        run = self._database.execute
        run("CREATE INDEX twins ON entry (folder, name)")
        query = "SELECT folder, name FROM entry GROUP BY folder, name HAVING count(*) > 1"
        for folder, name in run(query).fetchall():
            same = run(
                "SELECT rowid FROM entry WHERE folder = ? AND name = ? ORDER BY rowid",
                (folder, name),
            ).fetchall()
            for number, (row,) in enumerate(same[1:], 2):
                other = self._free(folder, name, number)
                run("UPDATE entry SET name = ? WHERE rowid = ?", (other, row))
        run("DROP INDEX twins")

    def _free(self, folder: int, name: bytes, number: int) -> bytes:
        query = "SELECT 1 FROM entry WHERE folder = ? AND name = ?"
        other = name + b"~%d" % number
        while self._database.execute(query, (folder, other)).fetchone():
            other += b"~"
        return other


def _ascend(packed: bytes) -> bool:
    """Whether no run lies before the one that comes first in the file."""
    places = [physical for _, physical, _ in _RUN.iter_unpack(packed) if physical >= 0]
    return all(a < b for a, b in pairwise(places))


def _signed(number: int) -> int:
    return max(-_MOST, min(_MOST, number))
