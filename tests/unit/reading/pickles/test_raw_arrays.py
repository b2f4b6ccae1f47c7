"""joblib's arrays: their numbers are passed over, and yet looked into."""

import struct

import pytest

from mediascan.model.errors import LimitExceeded, Truncated
from mediascan.reading.numpy.pickled import array_of
from mediascan.reading.pickles import opcodes as pickle_opcodes
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.opcodes import walk
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.window import Window
from tests.conftest import FIXTURES

ARRAYS = (FIXTURES / "unit/sklearn/arrays.joblib").read_bytes()
CALL = b"cos\nsystem\n(S'true'\ntR."


def wrapped(numbers, module=b"joblib.numpy_pickle", length=None):
    """A wrapper of `length` bytes, which `numbers` stand for."""
    count = struct.pack("<H", len(numbers) if length is None else length)
    dtype = b"cnumpy\ndtype\n(U\2u1\x89\x88tR"
    fields = b"U\5shapeM" + count + b"\x85U\5dtype" + dtype
    return b"\x80\2c" + module + b"\nNumpyArrayWrapper\n)\x81}(" + fields + b"ub" + numbers + b"."


def walked(data):
    return walk(Window.over(data))


def test_arrays_of_numbers_and_of_objects_are_passed_over():
    found = walked(ARRAYS)
    assert found.fault is None
    assert found.end == len(ARRAYS)
    table = table_of(found.root)
    assert array_of(table["numbers"]).shape == (6,)
    assert array_of(table["numbers"]).dtype.name == "float32"
    assert table["objects"].items  # walked: a pickle of its own


@pytest.mark.parametrize("numbers", [b"", b"\xff" * 7, bytes(5000), b"." * 70_000])
def test_any_numbers_are_passed_over(numbers):
    data = wrapped(numbers[:60_000])
    found = walked(data)
    assert (found.fault, found.end, found.notes) == (None, len(data), {})


def test_an_array_longer_than_the_file_ends_the_walk():
    assert isinstance(walked(wrapped(b"1234", length=4000)).fault, Truncated)


def test_opcodes_in_place_of_numbers_are_told():
    """pickle.load would run them, joblib.load would not."""
    data = wrapped(b"0" + CALL)
    found = walked(data)
    facts = {}
    add_imports(facts, [found])
    assert facts["dangerous_calls"] == ["os.system('true')"]
    assert "opcodes that would run stand as the numbers of an array" in found.notes
    assert found.end == len(data)


def test_a_class_of_the_same_name_passes_nothing_over():
    found = walked(wrapped(CALL, b"mine"))
    assert [one.path for one in found.imports if one.dangerous] == ["os.system"]


def test_arrays_of_objects_inside_one_another_end():
    one = b"\x80\2cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}(U\5shape)U\5dtype"
    one += b"cnumpy\ndtype\n(U\2O8\x89\x88tRub"
    assert isinstance(walked(one * 40).fault, LimitExceeded)


def test_a_look_into_numbers_does_not_look_again():
    """Each array would double the work: 2^n, and recursion without end."""
    shape = b"U\5shapeM\0\x20\x85U\5dtypeh\1ub"
    one = b"h\0)\x81}(" + shape
    head = b"\x80\2cjoblib.numpy_pickle\nNumpyArrayWrapper\nq\0cnumpy\ndtype\n(U\2u1\x89\x88tRq\1"
    found = walked(head + one * 3000 + b"N.")
    assert found.opcodes < 10_000


def test_arrays_that_were_not_looked_into_are_told(monkeypatch):
    monkeypatch.setattr(pickle_opcodes, "_LOOKED", 20)
    data = wrapped(b"\xff")[:-1]
    found = walked(data + data[2:] * 3 + b".")
    assert "numbers of arrays that were not looked into: they may run" in found.notes
