"""Numbers that look like weights."""

import math
import struct

import pytest

from mediascan.reading.vectors.words import finite, header


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e30, -2e6])
def test_one_number_that_is_no_weight_is_found(number):
    assert finite(struct.pack("<3f", 0.5, -0.25, 0.0))
    assert not finite(struct.pack("<3f", 0.5, number, 0.0))


@pytest.mark.parametrize(
    "head", [b"", b"5 4", b"05 4\n", b"5  4\n", b"5 4 3\n", b"99999999999 4\n"]
)
def test_what_is_no_first_line(head):
    assert header(head) is None
    assert header(b"5 4\nking") == (5, 4, 4)
