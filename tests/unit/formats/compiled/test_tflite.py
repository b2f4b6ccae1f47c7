"""TensorFlow Lite models and bundles of them, cut off and with bytes behind."""

import pytest

from mediascan.formats.compiled import litertlm, tflite
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

MODEL = (FORMAT_FIXTURES / "tflite" / "tiny.tflite").read_bytes()
BUNDLE = (FORMAT_FIXTURES / "litertlm" / "tiny.litertlm").read_bytes()


def examine(module, data):
    return module.examine(Window.over(data, module.FORMAT.limits))


def test_bytes_behind_a_model_are_told():
    found = examine(tflite, MODEL + bytes(1 << 15))
    assert found.facts["trailing_bytes"] == 1 << 15
    assert found.confidence is Confidence.PARSED


def test_a_cut_model_stays_one():
    found = examine(tflite, MODEL[:-400])
    assert found.confidence >= Confidence.MAGIC
    assert found.faults
    assert "parameter_count" not in found.facts


def test_another_flatbuffer_with_the_identifier_far_off_is_none():
    assert examine(tflite, b"\xff\xff\xff\x7fTFL3" + bytes(64)) is None


@pytest.mark.parametrize(
    ("data", "fault", "fact"),
    [
        (BUNDLE[:-100], FaultKind.TRUNCATED, ("missing_bytes", 100)),
        (BUNDLE + bytes(50), FaultKind.MALFORMED, ("trailing_bytes", 50)),
    ],
)
def test_a_bundle_accounts_for_its_bytes(data, fault, fact):
    found = examine(litertlm, data)
    assert fault in {one.kind for one in found.faults}
    assert found.facts[fact[0]] == fact[1]
    assert found.facts["member_count"] == 2
