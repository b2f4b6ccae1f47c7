"""Riegeli chunks that lie across blocks of 64 KiB, and damaged ones."""

import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.encodings.riegeli import SIGNATURE, chunks, records_of
from mediascan.reading.window import Window

BLOCK = 1 << 16


def chunk(record, kind="r"):
    size = len(record)
    sizes = b""
    for shift in (0, 7, 14):
        sizes += bytes([size >> shift & 127 | (128 if shift < 14 else 0)])
    data = b"\0" + bytes([len(sizes)]) + sizes + record
    numbers = (0, len(data), 0, ord(kind) | 1 << 8, size)
    return b"".join(number.to_bytes(8, "little") for number in numbers) + data


def file(*parts):
    """The chunks with a header at the start of each block, as a writer lays them."""
    out = bytearray(SIGNATURE)
    for byte in b"".join(parts):
        if not len(out) % BLOCK:
            out += bytes(24)
        out.append(byte)
    return bytes(out)


def test_records_across_blocks_are_whole():
    wanted = [bytes(range(256)) * 300, b"end"]
    window = Window.over(file(*map(chunk, wanted)))
    found = list(chunks(window))
    assert found[-1].end == window.size
    assert [records_of(window, one, 1 << 20) for one in found] == [[one] for one in wanted]


def test_a_chunk_that_is_cut_off_or_of_no_kind_is_told():
    whole = file(chunk(b"abc"))
    with pytest.raises(Truncated):
        list(chunks(Window.over(whole[:-1])))
    with pytest.raises(Malformed):
        list(chunks(Window.over(file(chunk(b"abc", kind="x")))))


def test_a_large_chunk_is_not_unpacked():
    window = Window.over(file(chunk(b"abc")))
    with pytest.raises(LimitExceeded):
        records_of(window, next(chunks(window)), 2)
