"""Sorted tables: blocks with shared keys, plain and packed; broken ones; those of databases."""

import pytest

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.encodings.level_table import (
    MAGIC,
    entries,
    first_value,
    handles,
    read_block,
    read_footer,
)
from mediascan.reading.window import Window

DATA = {b"": b"\x08\x01", b"dense/bias": b"one", b"dense/kernel": b"two", b"step": b"x" * 90}


def varint(value):
    return bytes([value]) if value < 128 else bytes([value & 127 | 128]) + varint(value >> 7)


def block(pairs):
    data, last = b"", b""
    for key, value in pairs.items():
        shared = next((n for n in range(len(key)) if key[: n + 1] != last[: n + 1]), len(key))
        data += varint(shared) + varint(len(key) - shared) + varint(len(value))
        data += key[shared:] + value
        last = key
    return data + bytes(4) + (1).to_bytes(4, "little")


def stored(data, *, pack):
    if pack:  # one literal of snappy
        data = varint(len(data)) + b"\xf4" + (len(data) - 1).to_bytes(2, "little") + data
    data += bytes([pack])
    return data + masked(data).to_bytes(4, "little")


def table(pairs, *, pack=False):
    data = stored(block(pairs), pack=pack)
    meta = stored(block({}), pack=False)
    index = stored(block({b"t": varint(0) + varint(len(data) - 5)}), pack=False)
    ends = varint(len(data)) + varint(len(meta) - 5)
    ends += varint(len(data) + len(meta)) + varint(len(index) - 5)
    return data + meta + index + ends.ljust(40, b"\0") + MAGIC


def everything(data):
    window = Window.over(data)
    found = {}
    for _, handle in handles(window, read_footer(window)):
        found |= dict(entries(read_block(window, handle)))
    return found


@pytest.mark.parametrize("pack", [False, True])
def test_all_entries_are_read(pack):
    data = table(DATA, pack=pack)
    assert everything(data) == DATA
    assert first_value(Window.over(data)) == b"\x08\x01"


def test_a_table_of_a_database_has_no_empty_key():
    assert first_value(Window.over(table({b"a" + bytes(8): b"1"}))) == b""
    assert first_value(Window.over(table({bytes(8): b"1"}))) == b""  # of an empty key of a user


@pytest.mark.parametrize("pack", [False, True])
def test_damage_is_seen_by_the_checksum(pack):
    data = bytearray(table(DATA, pack=pack))
    data[20] ^= 1
    with pytest.raises(Malformed, match="checksum"):
        everything(bytes(data))


def test_a_footer_that_points_behind_itself_is_broken():
    data = table(DATA)
    bad = data[:-48] + (varint(1 << 40) + varint(4)).ljust(40, b"\0") + MAGIC
    with pytest.raises(Malformed):
        read_footer(Window.over(bad))


@pytest.mark.parametrize(
    "bad",
    [b"", bytes(3), b"\xff" * 8, b"\x05\x01\x01ab" + bytes(4) + b"\1\0\0\0"],
)
def test_a_block_that_is_none_is_told(bad):
    with pytest.raises((Malformed, Truncated)):
        list(entries(bad))
