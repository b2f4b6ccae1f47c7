"""The probability of missing a change: against every possible sample, and never overstated."""

import math
import re
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.report.detection import LEAST, in_words, missed

BIG = 100_000_000  # pieces of a drive


@pytest.mark.parametrize("population", range(8))
def test_it_is_the_share_of_all_samples_that_hold_no_changed_piece(population):
    for drawn in range(population + 1):
        for changed in range(population + 1):
            samples = list(combinations(range(population), drawn))
            clean = sum(all(piece >= changed for piece in sample) for sample in samples)
            assert missed(population, drawn, changed) == pytest.approx(
                clean / len(samples), rel=1e-12
            )


@given(st.integers(1, 3000), st.data())
def test_it_is_the_quotient_of_binomials(population, data):
    drawn = data.draw(st.integers(0, population))
    changed = data.draw(st.integers(0, population))
    exact = Fraction(math.comb(population - changed, drawn), math.comb(population, drawn))
    found = missed(population, drawn, changed)
    assert found == missed(population, changed, drawn)
    if 0 < exact < Fraction(LEAST):
        assert found == LEAST  # an upper bound
    else:
        assert found == pytest.approx(float(exact), rel=1e-10)


@given(st.integers(1, 300), st.data())
def test_more_changes_are_never_missed_more_often(population, data):
    drawn = data.draw(st.integers(0, population))
    changed = data.draw(st.integers(0, population - 1))
    assert missed(population, drawn, changed + 1) <= missed(population, drawn, changed)


@pytest.mark.parametrize(
    ("drawn", "changed"), [(BIG // 100, 1), (1, BIG // 2), (BIG // 2, 30), (10_000, 10_000), (7, 0)]
)
def test_a_hundred_million_pieces_lose_no_digits(drawn, changed):
    few, many = sorted((drawn, changed))
    exact = Fraction(math.perm(BIG - many, few), math.perm(BIG, few))
    assert missed(BIG, drawn, changed) == pytest.approx(float(exact), rel=1e-11)


def test_what_is_below_the_least_is_given_as_the_least_and_zero_only_where_it_is_impossible():
    assert missed(BIG, BIG // 100, BIG // 100) == LEAST
    assert missed(BIG, BIG // 2, BIG // 2) == LEAST
    assert missed(BIG, BIG // 2, BIG // 2 + 1) == 0


@pytest.mark.parametrize(("drawn", "changed"), [(-1, 0), (4, 0), (0, -1), (0, 4)])
def test_more_pieces_than_there_are_make_no_sense(drawn, changed):
    with pytest.raises(ValueError, match="more pieces"):
        missed(3, drawn, changed)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "would have been caught for certain"),
        (missed(10_000, 100, 1), "would have been caught with a probability of 1 % at least"),
        (missed(305, 31, 1), "would have been caught with a probability of 10.1 % at least"),
        (
            missed(10_000, 100, 1000),
            "would have been missed with a probability of 0.00252 % at most",
        ),
        (missed(4, 2, 2), "would have been missed with a probability of 16.7 % at most"),
        (1.0, "would have been caught with a probability of 0 % at least"),
        (LEAST, "would have been missed with a probability of 1e-298 % at most"),
    ],
)
def test_the_words(chance, words):
    assert in_words(chance) == words


@given(st.floats(LEAST, 1))
def test_the_words_never_say_more_than_there_is(chance):
    kind, number = re.search(
        r"(missed|caught) with a probability of (\S+) %", in_words(chance)
    ).groups()
    shown = float(number) / 100
    if kind == "missed":
        assert chance * (1 - 1e-8) <= shown <= chance * 1.011
    else:
        assert (1 - chance) * 0.989 <= shown <= (1 - chance) * (1 + 1e-8)
