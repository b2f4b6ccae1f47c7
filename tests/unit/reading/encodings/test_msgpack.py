"""MessagePack token by token, and trees of it that lie."""

import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.encodings.msgpack import (
    ARRAY,
    BINARY,
    DEPTH,
    EXTENSION,
    INTEGER,
    MAP,
    OTHER,
    TEXT,
    Walker,
    leaves,
)
from mediascan.reading.window import Window


@pytest.mark.parametrize(
    ("data", "kind", "value", "size"),  # examples of each head in the specification
    [
        (b"\x00", INTEGER, 0, 0),
        (b"\x7f", INTEGER, 127, 0),
        (b"\xff", INTEGER, -1, 0),
        (b"\xcc\xff", INTEGER, 255, 0),
        (b"\xcf" + b"\xff" * 8, INTEGER, (1 << 64) - 1, 0),
        (b"\xd1\xff\xfe", INTEGER, -2, 0),
        (b"\xa3abc", TEXT, 0, 3),
        (b"\xd9\x01a", TEXT, 0, 1),
        (b"\x93", ARRAY, 3, 0),
        (b"\xdc\x01\x00", ARRAY, 256, 0),
        (b"\x82", MAP, 2, 0),
        (b"\xde\x00\x10", MAP, 16, 0),
        (b"\xc4\x02xy", BINARY, 0, 2),
        (b"\xc6\x00\x00\x00\x01x", BINARY, 0, 1),
        (b"\xd4\x01x", EXTENSION, 1, 1),
        (b"\xd8\x03" + bytes(16), EXTENSION, 3, 16),
        (b"\xc7\x02\x01xy", EXTENSION, 1, 2),
        (b"\xcb" + bytes(8), OTHER, 0xCB, 8),
        (b"\xc0", OTHER, 0xC0, 0),
    ],
)
def test_a_token_of_each_kind(data, kind, value, size):
    walker = Walker(Window.over(data))
    found = walker.token()
    assert (found.kind, found.value, found.size) == (kind, value, size)
    assert walker.at == len(data)


def walk(data, most=1000):
    return [path for path, _ in leaves(Walker(Window.over(data)), most)]


def test_a_tree_names_its_leaves():
    data = b"\x82\xa1a\x92\x01\x02\x05\x81\xa1b\x80"
    assert walk(data) == [("a", "0"), ("a", "1"), ("5", "b")]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\x81" * (DEPTH + 2), Malformed),  # a map is no key
        (b"\x91" * (DEPTH + 2), LimitExceeded),
        (b"\xdd\xff\xff\xff\xff\x01", Truncated),
        (b"\xc6\xff\xff\xff\xffx", Truncated),
        (b"\xc1", Malformed),
        (b"\xdd\x00\x01\x00\x00" + b"\x01" * 65536, LimitExceeded),
    ],
)
def test_a_tree_that_lies_ends_the_walk(data, error):
    with pytest.raises(error):
        walk(data)
