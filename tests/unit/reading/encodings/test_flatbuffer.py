"""FlatBuffers tables built by hand, legal and not."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.encodings import flatbuffer
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.window import Window

# 0: root -> 16; 4: vtable of 12 bytes for a table of 16: number at 4, text at 8, vector at 12, none
HEAD = struct.pack("<I6H", 16, 12, 16, 4, 8, 12, 0)
TABLE = struct.pack("<iiII", 16 - 4, -7, 8, 12)  # text at 24 + 8, vector at 28 + 12
TEXT = struct.pack("<I", 3) + b"abc\0"
VECTOR = struct.pack("<I", 2) + struct.pack("<qq", 1, 2)
WHOLE = HEAD + TABLE + TEXT + VECTOR


def root(data):
    return Buffer(Window.over(data)).root()


def patched(at, code, value):
    data = bytearray(WHOLE)
    struct.pack_into("<" + code, data, at, value)
    return bytes(data)


def test_fields_are_read_by_slot():
    table = root(WHOLE)
    assert table.number(0, "i") == -7
    assert table.text(1, 100) == "abc"
    assert table.text(1, 2) == "ab"
    assert list(table.structs(2, "q")) == [(1,), (2,)]
    assert table.vector(2, 8)[1] == 2


@pytest.mark.parametrize("slot", [3, 4, 99])
def test_a_slot_that_is_left_out_has_its_default(slot):
    table = root(WHOLE)
    assert table.number(slot, "i", 5) == 5
    assert table.table(slot) is None
    assert table.text(slot, 10) == ""
    assert not list(table.tables(slot))


@pytest.mark.parametrize(
    "data",
    [
        patched(0, "I", 0),
        patched(0, "I", 0xFFFFFFFF),
        patched(0, "I", len(WHOLE) - 3),
        patched(4, "H", 13),
        patched(4, "H", 2),
        patched(4, "H", 2048),
        patched(6, "H", 3),
        patched(6, "H", 0xFFFF),
        patched(8, "H", 16),
        patched(16, "i", -(1 << 31)),
        patched(16, "i", 17),
    ],
)
def test_a_table_against_the_rules_is_malformed(data):
    with pytest.raises(Malformed):
        root(data)


@pytest.mark.parametrize("data", [patched(32, "I", 0xFFFFFFF0), patched(39, "B", 1)])
def test_a_text_without_its_zero_byte_is_malformed(data):
    with pytest.raises(Malformed):
        root(data).text(1, 10)


def test_a_vector_longer_than_the_buffer_is_malformed():
    with pytest.raises(Malformed):
        root(patched(40, "I", 3)).vector(2, 8)


def test_tables_that_share_a_target_are_counted(monkeypatch):
    monkeypatch.setattr(flatbuffer, "TABLES", 10)
    buffer = Buffer(Window.over(WHOLE))
    for _ in range(10):
        buffer.root()
    with pytest.raises(LimitExceeded):
        buffer.root()


@given(st.integers(0, len(WHOLE) - 4), st.binary(min_size=1, max_size=4))
def test_damage_only_raises_faults(at, patch):
    data = WHOLE[:at] + patch + WHOLE[at + len(patch) :]
    try:
        table = root(data)
        table.number(0, "i")
        table.text(1, 10)
        list(table.structs(2, "q"))
        list(table.tables(2))
    except InputFault:
        return


def test_a_vector_that_many_tables_share_is_counted_each_time(monkeypatch):
    monkeypatch.setattr(flatbuffer, "ITEMS", 5)
    table = root(WHOLE)
    assert [*table.structs(2, "q"), *table.numbers(2, "q", 9)] == [(1,), (2,), 1, 2]
    with pytest.raises(LimitExceeded):
        table.numbers(2, "q", 9)
