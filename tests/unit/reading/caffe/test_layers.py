"""Layers and blobs of Caffe that are none."""

import pytest

from mediascan.model.errors import Malformed
from mediascan.reading.caffe.layers import read_blob, read_layer
from mediascan.reading.window import Window


@pytest.mark.parametrize(
    "data",
    [
        b"\x50\x01",  # field 10
        b"\x0a\x01x",  # a dimension that is a text
        b"\x3a\x02\x12\x00",  # a shape with field 2
        b"\x3a\x0b\x08" + b"\xff" * 9 + b"\x01",  # a negative length
        b"\x08" + b"\xff" * 8 + b"\x01",
        b"\x2a\x08\x00",  # numbers that are not there
    ],
)
def test_what_is_no_blob(data):
    with pytest.raises(Malformed):
        read_blob(Window.over(data))


def test_numbers_one_by_one_are_counted():
    blob = read_blob(Window.over(b"\x08\x01\x10\x01\x18\x01\x20\x02" + b"\x2d\0\0\0\0" * 2))
    assert (blob.shape, blob.elements) == ([1, 1, 1, 2], 2)


@pytest.mark.parametrize(
    ("data", "old"),
    [
        (b"\x0a\x01n", False),  # no type
        (b"\x0a\x01n\x12\x01\x00", False),  # a type that does not print
        (b"\x22\x01n\x28\xff\x7f", True),  # a type that is not known to any version
        (b"\x0a\x01n\x12\x01t\x3a\xff\x01", False),  # a blob that is cut off
        (b"\xf8\x7d\x01", False),  # field 2015
    ],
)
def test_what_is_no_layer(data, old):
    with pytest.raises(Malformed):
        read_layer(Window.over(data), old=old)
