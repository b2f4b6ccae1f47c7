"""HDF5: what its size allows, and names that tell what the arrays train."""

import io

import h5py
import numpy as np
import pytest

from mediascan.formats.datasets.hdf5 import examine
from mediascan.model.finding import Confidence, FaultKind, Kind
from mediascan.reading.window import Window


def made(fill, **more):
    target = io.BytesIO()
    with h5py.File(target, "w", **more) as file:
        fill(file)
    return target.getvalue()


def told(fill):
    return examine(Window.over(made(fill)))


def test_a_sum_that_the_file_cannot_hold_is_not_told():
    found = told(lambda file: file.create_dataset("w", (1 << 20, 1 << 20), "f4", chunks=(64, 64)))
    assert "element_count" not in found.facts
    assert "not all were written" in found.faults[0].message


def test_arrays_that_share_their_bytes_are_counted_once():
    def fill(file):
        file["a"] = np.zeros(1000)
        for number in range(50):
            file[f"b{number}"] = file["a"]

    found = told(fill)
    assert found.facts["element_count"] == 1000
    assert not found.faults


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        (("input_ids", "attention_mask"), "token ids"),
        (("observations/qpos", "action"), "demonstrations"),
        (("images", "labels"), "labelled images"),
        (("x", "y"), None),
    ],
)
def test_what_the_names_say(names, shape):
    def fill(file):
        for name in names:
            file[name] = np.zeros((2, 3))

    assert told(fill).facts.get("training_shape") == shape


def test_the_state_of_an_optimizer_makes_it_a_checkpoint():
    def fill(file):
        file["layer/weight"] = np.zeros(4)
        file["optimizer/exp_avg"] = np.zeros(4)

    found = told(fill)
    assert found.kind is Kind.CHECKPOINT
    assert found.facts["optimizer_state"]


@pytest.mark.parametrize(("change", "kind"), [(-9, FaultKind.TRUNCATED), (9, FaultKind.MALFORMED)])
def test_bytes_that_are_missing_or_too_many(change, kind):
    data = made(lambda file: file.create_dataset("w", data=np.zeros(64)))
    assert examine(Window.over(data)).confidence is Confidence.CONSISTENT
    changed = data[:change] if change < 0 else data + bytes(change)
    found = examine(Window.over(changed))
    assert [fault.kind for fault in found.faults] == [kind]
    assert found.confidence is Confidence.PARSED
