"""Models of MegEngine: the forms that bring tests, and the oldest."""

from mediascan.formats.checkpoints.megengine import examine
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

MODEL = (FORMAT_FIXTURES / "megengine" / "tiny.mge").read_bytes()


def test_a_model_with_tests_before_it():
    found = examine(Window.over(b"mgbtest0\x01\0\0\0" + MODEL))
    assert found.confidence is Confidence.PARSED
    assert found.facts["parameter_count"] == 12


def test_the_oldest_are_named_only():
    assert examine(Window.over(b"mgb0001" + bytes(40))).confidence is Confidence.MAGIC


def test_a_cut_graph_is_told():
    found = examine(Window.over(MODEL[:-30]))
    assert FaultKind.TRUNCATED in {fault.kind for fault in found.faults}


def test_another_buffer_is_none():
    assert examine(Window.over(MODEL[:8] + b"abcd" + MODEL[12:])) is None
