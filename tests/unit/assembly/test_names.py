"""Numbers in names, however hostile."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.assembly.names import common, numbered, suffix_shape


@pytest.mark.parametrize(
    ("name", "pattern", "index", "count"),
    [
        (b"train-00003-of-00060.parquet", b"train-#-of-00060.parquet", 3, 60),
        (b"x.tfrecord-00001-of-00002", b"x.tfrecord-#-of-00002", 1, 2),
        (b"c4-train.00000-of-01024.json.gz", b"c4-train.#-of-01024.json.gz", 0, 1024),
        (b"shard.00012.mds.zstd", b"shard.#.mds.zstd", 12, 0),
        (b"chunk-0-7.bin", b"chunk-#-#.bin", 7, 0),
        (b"00.jsonl.zst", b"#.jsonl.zst", 0, 0),
        (b"a1.mp4", b"a#.mp4", 1, 0),
        (
            b"part-00007-e48fcfcb-7559-43d9-adfd-eb6dc225cdbe-c000.snappy.parquet",
            b"part-#-e48fcfcb-7559-43d9-adfd-eb6dc225cdbe-c000.snappy.parquet",
            7,
            0,
        ),
    ],
)
def test_a_number_is_found(name, pattern, index, count):
    found = numbered(name)
    assert (found.pattern, found.index, found.count) == (pattern, index, count)


@pytest.mark.parametrize("name", [b"", b"notes.txt", b"x.h5", b"9" * 10, b"00009-of-00003.bin"])
def test_there_is_no_number(name):
    assert numbered(name) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_a_name(name):
    found = numbered(name)
    assert found is None or 0 <= found.index < 10**9
    assert len(suffix_shape(name)) <= 12


@pytest.mark.parametrize("unit", [b"1", b"1-", b"a1", b"-of-", b"1-of-", b".a", b"\x00", b"\xff"])
def test_a_name_as_long_as_a_path_takes_no_time(unit):
    name = (unit * 4096)[:4096]
    started = time.process_time()
    for _ in range(20):
        numbered(name)
        suffix_shape(name)
    assert time.process_time() - started < 2


def test_the_folder_that_two_folders_are_in():
    assert common(b"a/b/c", b"a/b/d") == b"a/b"
    assert common(b"a/bc", b"a/b") == b"a"
    assert common(b"a", b"b") == b""
