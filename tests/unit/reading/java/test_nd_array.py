"""ND4J arrays of each kind of memory, and what is none."""

import struct

import pytest

from mediascan.model.errors import InputFault
from mediascan.reading.java.nd_array import read_nd_array


def text(value):
    return struct.pack(">H", len(value)) + value.encode()


def array(mode, kind, count, shape_kind="INT"):
    wide = mode in {"LONG_SHAPE", "MIXED_DATA_TYPES"}
    length = ">q" if wide else ">i"
    shape = struct.pack(">8q" if shape_kind == "LONG" else ">8i", 2, 1, count, count, 1, 0, 1, 99)
    head = text(mode) + struct.pack(length, 8) + text(shape_kind) + shape
    return head + text(mode) + struct.pack(length, count) + text(kind)


@pytest.mark.parametrize(
    ("mode", "shape_kind"),
    [("JAVACPP", "INT"), ("LONG_SHAPE", "LONG"), ("MIXED_DATA_TYPES", "LONG")],
)
def test_an_array(mode, shape_kind):
    head = array(mode, "DOUBLE", 5, shape_kind)
    found = read_nd_array(head)
    assert (found.dtype, found.shape, found.count) == ("float64", (1, 5), 5)
    assert (found.start, found.size) == (len(head), 40)


@pytest.mark.parametrize(
    "data",
    [
        array("JAVACPP", "FLOAT", 5)[:-3],
        array("JAVACPP", "STRING", 5),
        array("PAPER", "FLOAT", 5),
        array("JAVACPP", "FLOAT", -1),
        array("JAVACPP", "FLOAT", 5, "FLOAT"),
        b"",
        b"\xff" * 64,
    ],
)
def test_what_is_none(data):
    with pytest.raises(InputFault):
        read_nd_array(data)
