"""Compressed streams one after another: their contents are one file, each of them once."""

import bz2
import gzip
import hashlib
import io
import lzma
import time

import pytest

from mediascan.engine.inspect import Inspector
from mediascan.model.reading import Reading
from mediascan.model.source import Batch, EntryKind, Group, SourceSpec

PARTS = [bytes([65 + number]) * (1000 * number + 1) for number in range(5)] + [b"", b"end\n"]


class NoMeter:
    def add(self, count):
        pass

    def room(self):
        return False


def members_of(folder, name):
    """Rows of the members of one file: path, size and SHA-256."""
    sent = []
    inspector = Inspector(
        SourceSpec("directory", str(folder)), Reading(depth=1), NoMeter(), sent.append
    )
    group = Group(b"", (name,), bytes([EntryKind.FILE]))
    parts = [*sent, inspector.inspect(Batch((group,)))]
    rows = [row for part in (*sent, *parts) for row in part.columns.rows()]
    return {row.path: (row.size, row.sha256) for row in rows if row.kind == EntryKind.MEMBER}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_the_contents_of_streams_in_turn_follow_each_other_once(tmp_path, pack):
    whole = b"".join(PARTS)
    suffix = {gzip.compress: "gz", bz2.compress: "bz2", lzma.compress: "xz"}[pack]
    (tmp_path / f"a.{suffix}").write_bytes(b"".join(map(pack, PARTS)))
    begin = time.process_time()
    found = members_of(tmp_path, f"a.{suffix}".encode())
    assert [*found.values()] == [(len(whole), hashlib.sha256(whole).digest())]
    assert time.process_time() - begin < 5


def test_empty_streams_by_the_thousand_end_soon(tmp_path):
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", mtime=0):
        pass
    (tmp_path / "a.gz").write_bytes(held.getvalue() * 50_000)
    begin = time.process_time()
    members_of(tmp_path, b"a.gz")
    assert time.process_time() - begin < 10
