"""Estimates with their bounds: exact where all was seen, honest where not."""

import random

from hypothesis import given
from hypothesis import strategies as st

from mediascan.reading.nature.ratio import Interval, Ratio, scaled


def ratio_of(pairs):
    found = Ratio()
    for amount, size in pairs:
        found.add(amount, size)
    return found


def test_nothing_looked_at_gives_no_estimate():
    assert Ratio().over(1000) is None
    assert Ratio().over(Interval(1, 1, 1)) is None


def test_all_looked_at_is_exact():
    assert ratio_of([(3, 10), (5, 20)]).over(30) == Interval(8, 8, 8)


def test_equal_records_have_no_error():
    assert ratio_of([(1, 10)] * 20).over(1000) == Interval(100, 100, 100)


def test_few_records_give_half_to_double():
    assert ratio_of([(1, 10)] * 2).over(1000) == Interval(100, 50, 200)


def test_an_unsure_total_widens_the_bounds():
    found = ratio_of([(1, 10)] * 20).over(Interval(1000, 900, 1200))
    assert found == Interval(100, 90, 120)
    assert scaled(Interval(100, 90, 120), 0.5) == Interval(50, 45, 60)
    assert scaled(100, 0.5) == 50


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1, max_size=40),
       st.integers(1, 10**15))  # fmt: skip
def test_bounds_surround_the_estimate(pairs, total):
    found = ratio_of(pairs).over(total)
    assert found.low <= found.value + 1
    assert found.value <= found.high + 1
    assert found.low >= 0


def test_95_of_100_intervals_hold_the_truth():
    """Records drawn at random from a population: the interval holds its mean nearly always."""
    draw = random.Random(5)
    held = 0
    for _ in range(200):
        sizes = [draw.lognormvariate(6, 1) for _ in range(2000)]
        found = ratio_of([(1, one) for one in sizes[:200]]).over(sum(sizes))
        held += found.low <= len(sizes) <= found.high
    assert held >= 180
