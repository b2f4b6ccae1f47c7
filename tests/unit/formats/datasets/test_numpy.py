"""NPY and NPZ files beside the goldens: other layouts, wrong sizes, more arrays than are opened."""

import io

import numpy as np
import pytest

from mediascan.formats.datasets import npy, npz
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FIXTURES, FORMAT_FIXTURES


def look(name):
    return npy.examine(Window.over((FIXTURES / "unit" / "npy" / name).read_bytes()))


def saved(how=np.savez, **arrays):
    out = io.BytesIO()
    how(out, **arrays)
    return out.getvalue()


def archived(data):
    return npz.examine(Window.over(data, npz.FORMAT.limits))


@pytest.mark.parametrize(
    ("name", "confidence", "facts"),
    [
        ("fortran.npy", Confidence.CONSISTENT, {"shape": [3, 5], "dtype": ">f8"}),
        ("version_2.npy", Confidence.CONSISTENT, {"shape": [], "version": "2.0"}),
        ("trailing.npy", Confidence.PARSED, {"trailing_bytes": 4}),
        ("bomb.npy", Confidence.PARSED, {"element_count": (2**63 - 1) * 9}),
    ],
)
def test_each_layout_is_read(name, confidence, facts):
    found = look(name)
    assert found.confidence is confidence
    assert {key: found.facts[key] for key in facts} == facts


@pytest.mark.parametrize("how", [np.savez, np.savez_compressed])
def test_the_arrays_are_those_that_numpy_saved(how):
    data = saved(how, x=np.zeros((5, 2), np.float32), y=np.arange(9))
    found = archived(data)
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["tensors"] == [
        {"name": "x", "dtype": "<f4", "shape": [5, 2]},
        {"name": "y", "dtype": "<i8", "shape": [9]},
    ]


def test_an_array_of_objects_is_walked_and_never_loaded():
    found = archived(saved(labels=np.array([{"a": 1}, None], object)))
    assert any("_reconstruct" in one for one in found.facts["imports"])
    assert "dangerous_imports" not in found.facts


def test_an_array_of_objects_that_is_cut_or_continued_is_told():
    data = (FORMAT_FIXTURES / "npy" / "objects.npy").read_bytes()
    cut = npy.examine(Window.over(data[:-2]))
    assert cut.faults[0].message.startswith("pickle of the objects: the pickle ends without STOP")
    longer = npy.examine(Window.over(data + b"xx"))
    assert longer.facts["trailing_bytes"] == 2


def test_an_archive_with_another_member_is_no_npz():
    assert archived(saved(x=np.zeros(2)).replace(b"x.npy", b"x.txt")) is None


def test_an_archive_whose_members_only_have_the_name_is_no_npz():
    assert archived(saved(x=np.zeros(2)).replace(b"\x93NUMPY", b"\x93NUMBY")) is None


def test_a_member_of_the_wrong_size_is_told():
    found = archived(saved(x=np.zeros(12)).replace(b"(12,)", b"(13,)"))
    assert found.faults[0].message == "x: 104 bytes of numbers in a member of 224"


def test_encrypted_arrays_are_known_by_name():
    data = bytearray(saved(x=np.zeros(2), y=np.zeros(2)))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    found = archived(bytes(data))
    assert {one.kind for one in found.faults} == {FaultKind.ENCRYPTED}
    assert found.facts["member_count"] == 2


def test_more_arrays_than_are_opened_is_a_limit():
    found = archived(saved(**{f"a{k}": np.zeros(1) for k in range(1100)}))
    assert found.facts["tensor_count"] == 1024
    assert found.facts["member_count"] == 1100
    assert FaultKind.LIMIT in [one.kind for one in found.faults]
