"""The header of an NPY file as NumPy reads it, and texts that NumPy would not accept."""

import io

import numpy as np
import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.numpy.npy_header import parse_header


def written(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version)
    return out.getvalue()


def header(text, version=1):
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2, "little") + text


@pytest.mark.parametrize(
    "dtype",
    [
        "?",
        "i1",
        ">u2",
        "<i4",
        "<f2",
        "<f8",
        "<c16",
        "<U7",
        "S5",
        "V12",
        "<M8[ns]",
        "<m8[25us]",
        [("a", "<i4"), ("b", "<f8", (2, 3))],
        [("in", [("x", "<f4"), ("y", "<f4")]), ("t", "S3")],
        [(("title", "name"), "<i2"), ("rest", "<i2")],
    ],
)
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3, 4)])
def test_every_header_accounts_for_its_file(dtype, shape):
    array = np.zeros(shape, np.dtype(dtype))
    data = written(array)
    found = parse_header(data)
    assert found.shape == shape
    assert found.start + found.size == len(data)
    assert found.elements == array.size
    assert not found.holds_objects
    if array.dtype.names:
        assert list(found.fields) == list(array.dtype.names)
    else:
        assert found.dtype == array.dtype.str


def test_objects_are_seen_wherever_they_are():
    for dtype in ("O", [("a", "<i4"), ("b", "O")]):
        out = io.BytesIO()
        np.lib.format.write_array(out, np.zeros(2, dtype), allow_pickle=True)
        assert parse_header(out.getvalue()).holds_objects


def test_the_long_numbers_of_python_2_are_read():
    text = b"{'descr': '<f4', 'fortran_order': False, 'shape': (3L, 4L), }\n"
    assert parse_header(header(text)).shape == (3, 4)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        b"[]",
        b"{'descr': '<f4'}",
        b"{'descr': '<f4', 'fortran_order': 0, 'shape': ()}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': [3]}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (True,)}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775808,)}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x",
        b"{'descr': '<f4' 'fortran_order': False, 'shape': (3,)}",
        b"{'descr': f(), 'fortran_order': False, 'shape': (3,)}",
        b"{'descr': 'no such', 'fortran_order': False, 'shape': (3,)}",
        b"{'descr': ['<f4'], 'fortran_order': False, 'shape': (3,)}",
        b"{'descr': [('a',)], 'fortran_order': False, 'shape': (3,)}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': " + b"(" * 900 + b")" * 900 + b"}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (" + b"1," * 65 + b")}",
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,)",
        b"{'descr' '<f4'}",
    ],
)
def test_what_numpy_would_not_accept_is_malformed(text):
    with pytest.raises(Malformed):
        parse_header(header(text))


def test_a_cut_header_is_truncated_and_a_huge_one_too_long():
    data = written(np.zeros(3))
    with pytest.raises(Truncated):
        parse_header(data[:60])
    with pytest.raises(LimitExceeded):
        parse_header(b"\x93NUMPY\x02\x00\xff\xff\xff\x7f" + bytes(100))
    with pytest.raises(Malformed):
        parse_header(b"\x93NUMPY\x09\x00" + bytes(100))
