"""A pickle in zlib, as joblib writes it now and as it did before 0.10."""

import zlib

import pytest

from mediascan.formats.checkpoints.pickle_zlib import examine
from mediascan.model.finding import Confidence, FaultKind
from mediascan.reading.window import Window
from tests.conftest import FIXTURES

PACKED = (FIXTURES / "formats/pickle_zlib/tiny.pkl.z").read_bytes()
EVIL = b"\x80\2cos\nsystem\n(S'true'\ntR."


def look(data):
    return examine(Window.over(data))


@pytest.mark.parametrize("head", [b"", b"ZF0x31f".ljust(21), b"ZF0x31f".ljust(22)])
def test_the_old_header_in_front_changes_nothing(head):
    found = look(head + PACKED)
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["architecture"] == "sklearn.linear_model._logistic.LogisticRegression"


def test_what_it_would_run_is_told():
    assert look(zlib.compress(EVIL)).facts["dangerous_imports"] == ["os.system"]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PACKED[:200], FaultKind.TRUNCATED),
        (PACKED + b"more", FaultKind.MALFORMED),
        (PACKED[:-2], FaultKind.MALFORMED),
    ],
)
def test_a_damaged_stream_keeps_what_was_read(data, kind):
    found = look(data)
    assert found.confidence is Confidence.PARSED
    assert kind in {fault.kind for fault in found.faults}


@pytest.mark.parametrize(
    "data", [b"x\x9c", zlib.compress(b"blob 7\0content"), b"x\x01" + b"\xff" * 99]
)
def test_other_streams_are_not_told(data):
    assert look(data) is None
