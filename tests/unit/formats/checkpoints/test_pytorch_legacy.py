"""torch's old file: its size equation, and what stands where torch.load would not look."""

import pytest

from mediascan.formats.checkpoints.pytorch_legacy import examine
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FIXTURES

RUN = (FIXTURES / "formats/pytorch_legacy/tiny.pt").read_bytes()
SHARED = (FIXTURES / "unit/pytorch_legacy/shared.pt").read_bytes()


def look(data):
    return examine(Window.over(data))


def test_two_names_of_one_storage_count_once():
    found = look(SHARED)
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["tensor_count"] == 3
    assert found.facts["dtypes"] == {"bfloat16": 8, "float32": 2}


@pytest.mark.parametrize(("cut", "fact"), [(-5, 5), (-60, 60)])
def test_a_file_that_ends_inside_its_storages_says_how_much_is_missing(cut, fact):
    found = look(RUN[:cut])
    assert found.facts["missing_bytes"] == fact
    assert [fault.kind for fault in found.faults] == [FaultKind.TRUNCATED]


def test_bytes_behind_the_last_storage_are_told():
    assert look(RUN + bytes(9)).facts["trailing_bytes"] == 9


def test_a_file_that_ends_inside_its_objects_keeps_what_was_read():
    found = look(RUN[:600])
    assert found.facts["root_keys"]
    assert FaultKind.TRUNCATED in {fault.kind for fault in found.faults}


def test_a_storage_with_another_count_than_its_tensors_is_told():
    at = SHARED.rindex(b"\2" + bytes(7))  # the count of two numbers; their order is by chance
    found = look(SHARED[:at] + b"\x07" + SHARED[at + 1 :])
    assert "has 7 elements, its tensors 2" in found.faults[0].message
