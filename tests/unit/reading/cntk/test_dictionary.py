"""Dictionaries of CNTK that lie."""

import pytest

from mediascan.model.errors import InputFault
from mediascan.reading.cntk.dictionary import Reader
from mediascan.reading.window import Window


def entry(value):
    inside = b"\x0a\x01k\x12" + bytes([len(value)]) + value
    return b"\x12" + bytes([len(inside)]) + inside


def read(data):
    found = {}
    reader = Reader()
    reader.dictionary(Window.over(data), found)
    return found, reader


def test_values_by_kind():
    assert read(entry(b"\x10\x03\x28\x07"))[0] == {"k": 7}
    assert read(entry(b"\x42\x02hi"))[0] == {"k": "hi"}
    assert read(entry(b"\x4a\x04\x0a\x02\x03\x04"))[0] == {"k": [3, 4]}
    assert read(entry(b"\x35" + bytes(4)))[0] == {"k": None}


def test_an_array_with_too_few_numbers_does_not_fit():
    view = b"\x08\x01\x1a\x03\x0a\x01\x04\x22\x0a\x0a\x08" + bytes(8)
    _, reader = read(entry(b"\x6a" + bytes([len(view)]) + view))
    assert (reader.views[0].dtype, reader.views[0].shape) == ("float32", [4])
    assert not reader.views[0].fits


@pytest.mark.parametrize(
    "data",
    [
        b"\x1a\x00",  # field 3 of a dictionary
        entry(b"\x42\x01\x00"),  # a text that does not print
        entry(b"\x70\x01"),  # field 14 of a value
        entry(b"\x5a\x02\x12\x00"),  # field 2 of a vector
        entry(b"\x6a\x02\x42\x00"),  # field 8 of an array
        entry(b"\x4a\x02\x12\x00"),  # field 2 of a shape
        b"\x12\x05\x0a\x01k\x18\x01",  # field 3 of an entry
    ],
)
def test_what_is_no_dictionary(data):
    with pytest.raises(InputFault):
        read(data)
