"""Where the large files stand that are being read, so that a killed run goes on inside of them."""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict

import orjson

from mediascan.catalog.database import damaged, own_words, transaction
from mediascan.model.mark import Mark

_INSERT = "INSERT OR REPLACE INTO mark (path, sum, offset, value, segments) VALUES (?, ?, ?, ?, ?)"
_SELECT = "SELECT sum, offset, value, segments FROM mark WHERE path = ?"


class MarkTable:
    """One mark a file that is being read; at most one for each worker has not ended."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def keep(self, mark: Mark) -> None:
        """Store `mark` in place of an earlier one of its file."""
        fields = asdict(mark)
        del fields["path"], fields["segments"]
        fields["digests"] = [None if one is None else one.hex() for one in mark.digests]
        value = orjson.dumps(fields)
        digest = _sum(mark.path, value, mark.segments)
        with transaction(self._database):
            row = (mark.path, digest, mark.offset, value, mark.segments)
            self._database.execute(_INSERT, row)

    def of(self, path: bytes) -> Mark | None:
        """The mark of the file at `path`. Raises `IncompleteError` where it was damaged."""
        with own_words():
            found = self._database.execute(_SELECT, (path,)).fetchone()
        if found is None:
            return None
        digest, _, value, segments = found
        if digest != _sum(path, value, segments):
            raise damaged("the mark of a large file is not what was stored")
        fields = orjson.loads(value)
        fields["state"] = tuple(fields["state"])
        fields["digests"] = tuple(
            None if one is None else bytes.fromhex(one) for one in fields["digests"]
        )
        fields["holes"] = tuple(tuple(one) for one in fields["holes"])
        return Mark(path=path, segments=segments, **fields)

    def forget(self, paths: Iterable[bytes]) -> None:
        """Drop the marks of files that are finished; within a transaction of the caller."""
        rows = ((path,) for path in paths)
        self._database.executemany("DELETE FROM mark WHERE path = ?", rows)

    def bytes_read(self) -> int:
        """Bytes before the marks, which are not read again."""
        with own_words():
            (count,) = self._database.execute(
                "SELECT coalesce(sum(offset), 0) FROM mark"
            ).fetchone()
        return int(count)


def _sum(path: bytes, value: bytes, segments: bytes | None) -> bytes:
    digest = hashlib.sha256(repr((len(path), len(value), segments is None)).encode())
    for one in (path, value, segments or b""):
        digest.update(one)
    return digest.digest()
