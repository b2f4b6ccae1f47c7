"""The count of seeks: of reads that do not begin where the last one ended."""

import os
from itertools import pairwise

import pytest

from benchmarks.seeks import Travel, as_read, in_folder_order, reads_of, travel
from mediascan.engine.inspect import BATCH_BYTES
from mediascan.model.source import Batch, EntryKind, Group

FILE = bytes([EntryKind.FILE])


def test_reads_that_touch_need_no_seek_and_others_the_way_between():
    assert travel([]) == travel([(7, 9)]) == Travel(0, 0)
    assert travel([(0, 10), (10, 5), (15, 1)]) == Travel(0, 0)
    assert travel([(0, 10), (110, 5), (15, 1)]) == Travel(2, 100 + 100)


def batch(*names, alone=False):
    return Batch((Group(b"d", names, FILE * len(names)),), alone=alone)


def test_batches_are_read_as_the_pool_reads_them():
    size = {(b"d", name): 1 for name in (b"a", b"b", b"c", b"d", b"e", b"f")}
    size[b"d", b"b"] = BATCH_BYTES + 1
    given = [batch(b"a", b"b", b"c"), batch(b"d"), batch(b"e"), batch(b"f")]
    read = [name for _, name in as_read(iter(given), size)]
    assert read == [b"a", b"c", b"d", b"b", b"e", b"f"]  # b comes behind what was in hand
    size[b"d", b"a"] = BATCH_BYTES
    size[b"d", b"b"] = 1
    read = [name for _, name in as_read(iter(given), size)]
    assert read == [b"a", b"d", b"b", b"c", b"e", b"f"]  # the rest of a batch that is full


def test_what_is_no_file_is_not_read():
    kinds = bytes([EntryKind.FOLDER, EntryKind.FILE, EntryKind.LINK])
    given = [Batch((Group(b"", (b"a", b"b", b"c"), kinds),))]
    assert list(as_read(iter(given), {(b"", b"b"): 1})) == [(b"", b"b")]


def test_the_reads_of_a_file_cover_it_once(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(os.urandom(300_000))
    (tmp_path / "empty").write_bytes(b"")
    os.sync()
    try:
        reads = reads_of(os.fsencode(path))
    except OSError as bad:
        pytest.skip(f"no map of extents here: {bad}")
    assert sum(length for _, length in reads) == -(-300_000 // 4096) * 4096
    assert all(a[0] + a[1] != b[0] for a, b in pairwise(reads))
    assert reads_of(os.fsencode(tmp_path / "empty")) == []
    assert sorted(in_folder_order(os.fsencode(tmp_path))) == [(b"", b"empty"), (b"", b"file")]
