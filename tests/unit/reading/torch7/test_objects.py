"""Torch7 values that are nested, shared or lie about their sizes."""

import struct

import pytest

from mediascan.formats.checkpoints import torch7
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window

HEAD = struct.pack("<iii3si", 4, 1, 3, b"V 1", 9) + b"nn.Linear"


def examine(rest):
    return torch7.examine(Window.over(HEAD + rest))


def test_tables_in_tables_do_not_use_the_stack_of_python():
    depth = 5000
    rest = b"".join(
        struct.pack("<iiiiii", 3, number, 1, 2, 1, 0)[:20] + b"k" for number in range(2, depth)
    )
    finding = examine(rest + struct.pack("<i", 0))
    assert finding.confidence is Confidence.CONSISTENT


@pytest.mark.parametrize(
    "rest",
    [
        struct.pack("<iii", 3, 2, -1),
        struct.pack("<iii", 3, 2, 1 << 30),
        struct.pack("<ii", 2, -5),
        struct.pack("<i", 77),
        struct.pack("<iii3si", 4, 2, 3, b"V 1", 18) + b"torch.FloatStorage" + b"\xff" * 8,
    ],
)
def test_sizes_that_lie_are_told(rest):
    finding = examine(rest)
    assert finding.confidence is Confidence.PARSED
    assert finding.faults


def test_a_shared_object_is_read_once():
    finding = examine(struct.pack("<ii", 4, 1))
    assert finding.facts["operators"] == {"nn.Linear": 1}
    assert finding.confidence is Confidence.CONSISTENT
