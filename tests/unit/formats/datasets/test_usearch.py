"""An index of USearch keeps its vectors before the header, with two widths of lengths, or not."""

import struct

import pytest

from mediascan.formats.datasets.usearch import examine
from mediascan.model.errors import Malformed
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

INDEX = (FORMAT_FIXTURES / "usearch" / "tiny.usearch").read_bytes()
AT = INDEX.index(b"usearch")


@pytest.mark.parametrize("lead", [b"", INDEX[:AT], struct.pack("<QQ", 10, 32) + INDEX[8:AT]])
def test_all_three_are_recognised(lead):
    found = examine(Window.over(lead + INDEX[AT:]))
    assert found.confidence is Confidence.CONSISTENT
    assert found.facts["shape"] == [10, 8]


def test_a_header_that_it_forbids_is_malformed():
    with pytest.raises(Malformed):
        examine(Window.over(INDEX[: AT + 13] + b"?" + INDEX[AT + 14 :]))


def test_two_small_numbers_are_no_index():
    assert examine(Window.over(struct.pack("<II", 3, 4) + bytes(4096))) is None
