"""A header without a magic: each of its equations must be able to say no."""

import math

import pytest

from mediascan.reading.vectors.hnswlib import HEADER, read_header

GOOD = (0, 20, 10, 76, 68, 36, 3, 8, 4, 8, 4, 1 / math.log(4), 10)


def test_numbers_that_follow_from_each_other_are_a_header():
    assert read_header(HEADER.pack(*GOOD)) == GOOD


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, 1),
        (2, 21),
        (3, 77),
        (4, 36),
        (5, 40),
        (8, 5),
        (9, 9),
        (10, 1),
        (11, 0.7),
        (11, math.nan),
    ],
)
def test_one_number_that_does_not_follow_is_enough(place, value):
    numbers = list(GOOD)
    numbers[place] = value
    assert read_header(HEADER.pack(*numbers)) is None


def test_zeros_are_no_header():
    assert read_header(bytes(4096)) is None
