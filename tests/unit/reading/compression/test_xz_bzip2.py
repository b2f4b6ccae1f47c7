"""xz, bzip2 and LZ4: no more output than asked for, and the bytes that the programs packed."""

import bz2
import lzma

import pytest

from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.lz4_blocks import first_bytes, read_frame
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

PACK = {Method.XZ: lzma.compress, Method.BZIP2: bz2.compress}
BOTH = pytest.mark.parametrize("method", list(PACK))
BOMB = 50 << 20


@BOTH
def test_a_bomb_gives_no_more_than_was_asked_for(method):
    found = inflate(Window.over(PACK[method](bytes(BOMB))), method, 1000)
    assert (found.data, found.ended, found.damage) == (bytes(1000), False, "")


@BOTH
def test_streams_follow_one_another(method):
    data = PACK[method](b"one ") + PACK[method](b"two")
    found = inflate(Window.over(data), method, 1000)
    assert (found.data, found.used, found.ended) == (b"one two", len(data), True)


@BOTH
def test_what_stands_behind_is_left_alone(method):
    data = PACK[method](b"one")
    found = inflate(Window.over(data + b"behind"), method, 1000)
    assert (found.data, found.used, found.ended) == (b"one", len(data), True)


@BOTH
def test_a_cut_stream_has_not_ended(method):
    data = PACK[method](bytes(range(256)) * 40)
    assert not inflate(Window.over(data[:-8]), method, 1 << 20).ended


def test_lz4_and_bzip2_held_the_same_rows():
    packed = (FORMAT_FIXTURES / "lz4" / "tiny.lz4").read_bytes()
    rows = bz2.decompress((FORMAT_FIXTURES / "jsonl_bzip2" / "tiny.jsonl.bz2").read_bytes())
    window = Window.over(packed)
    frame = read_frame(window)
    assert frame
    assert first_bytes(window, frame, 1 << 16) == rows
    assert first_bytes(window, frame, 100) == rows[:100]
