"""Pickles inside bytes: all are walked, and torch's loader is harmless only if they are."""

import pickle

import pytest

from mediascan.reading.pickles import nested
from mediascan.reading.pickles.nested import nested_in
from mediascan.reading.pickles.report import add_imports
from mediascan.reading.pickles.stacked import stack_of
from mediascan.reading.window import Window
from tests.conftest import FIXTURES

EVIL = b"\x80\2cos\nsystem\n(S'true'\ntR."
TORCH = (FIXTURES / "unit/pickled_weights/torch.pkl").read_bytes()
CALLED = b"ctorch.storage\n_load_from_bytes\nq\0"


def facts(data):
    window = Window.over(data)
    found = {}
    add_imports(found, [one.walk for one in nested_in(window, stack_of(window))])
    return found


def loaded(data):
    return CALLED + b"B" + len(data).to_bytes(4, "little") + data + b"\x85R"


def deep(levels):
    data = EVIL
    for _ in range(levels):
        data = pickle.dumps(data, 4)
    return data


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(EVIL, 4),
        pickle.dumps({"a": [EVIL]}, 3),
        pickle.dumps(EVIL, 2),  # as a text that spells it
        pickle.dumps(EVIL + bytes(9000), 4),
        pickle.dumps(bytes(5000), 4) + pickle.dumps(EVIL, 4),
        pickle.dumps([b"\x80", b"\x80\2", b"\x80\4\x95", EVIL], 4),
        deep(7),
    ],
)
def test_a_pickle_inside_is_walked(data):
    assert facts(data)["dangerous_imports"] == ["os.system"]


def test_what_is_nested_deeper_is_told():
    window = Window.over(deep(12))
    notes = [one.walk.notes for one in nested_in(window, stack_of(window))]
    assert any("pickles inside bytes were not walked" in one for one in notes)


def test_more_pickles_than_are_walked_are_told(monkeypatch):
    monkeypatch.setattr(nested, "_MOST", 3)
    window = Window.over(pickle.dumps([pickle.dumps([k], 4) for k in range(9)], 4))
    found = nested_in(window, stack_of(window))
    assert len(found) == 4
    assert found[0].walk.notes


def test_tensors_that_torch_keeps_as_bytes_are_harmless():
    assert "dangerous_imports" not in facts(TORCH)


CLEAN = b"\x80\2K\1K\2\x86."


@pytest.mark.parametrize(
    "data",
    [
        loaded(EVIL) + b".",
        b"](" + loaded(CLEAN) + loaded(EVIL) + b"e.",
        loaded(CLEAN) + b"0" + CALLED + b".",  # imported once more, and not called
        loaded(CLEAN) + b"0h\0(S'x'\ntR.",
        loaded(b"PK\3\4" + bytes(60)) + b".",  # a ZIP, which is not looked into here
        loaded(b"\x80\2" + b"\xff" * 20) + b".",
        loaded(pickle.dumps(EVIL, 4)) + b".",
        loaded(CLEAN + EVIL) + b".",
    ],
)
def test_the_loader_is_dangerous_otherwise(data):
    assert "torch.storage._load_from_bytes" in facts(b"\x80\4" + data)["dangerous_imports"]


def test_the_loader_of_a_clean_pickle_is_harmless():
    assert "dangerous_imports" not in facts(b"\x80\4](" + loaded(CLEAN) + loaded(CLEAN) + b"e.")
