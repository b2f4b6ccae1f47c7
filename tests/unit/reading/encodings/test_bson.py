"""BSON that is right, and BSON whose lengths lie."""

import struct

import pytest

from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.reading.encodings.bson import Binary, Documents
from mediascan.reading.window import Window


def document(elements):
    return struct.pack("<i", len(elements) + 5) + elements + b"\0"


def read(data):
    return Documents(Window.over(data)).read()


def test_values_of_the_specification():
    inner = document(b"\x100\0\x07\0\0\0")
    data = document(
        b"\x02a\0\x02\0\0\0x\0" + b"\x04l\0" + inner + b"\x08t\0\x01" + b"\x05b\0\x02\0\0\0\0xy"
    )
    found = read(data)
    assert found["a"] == "x"
    assert found["l"] == [7]
    assert found["t"] is True
    assert found["b"] == Binary(len(data) - 3, 2)


@pytest.mark.parametrize(
    "elements",
    [
        b"\x02a\0\xff\xff\xff\x7fx\0",  # a text longer than the file
        b"\x02a\0\0\0\0\0",  # a text without its zero byte
        b"\x05b\0\xff\xff\xff\xff\0",  # a negative length
        b"\x03d\0\xff\0\0\0\0",  # a document that leaves its parent
        b"\x99x\0",  # no such type
        b"\x10" + b"n" * 300,  # a name without an end
    ],
)
def test_lengths_that_lie(elements):
    with pytest.raises(InputFault):
        read(document(elements))


def test_deep_nesting_is_a_limit():
    data = document(b"")
    for _ in range(300):
        data = document(b"\x03d\0" + data)
    with pytest.raises(LimitExceeded):
        read(data)
