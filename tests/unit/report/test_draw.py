"""The draw: every set equally likely, the same for the same seed, repeatable by anybody."""

import struct
from collections import Counter
from itertools import combinations, product
from math import comb, factorial

import pytest
from blake3 import blake3
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import TamperedError, UsageError
from mediascan.report.draw import SEED_LENGTH, Draw, below, new_seed


@pytest.mark.parametrize("population", range(1, 6))
def test_every_set_is_drawn_equally_often_over_all_random_numbers(population):
    """Each sequence of numbers below N, N - 1, ..., 1 once: there are N! of them."""
    for wanted in range(population + 1):
        found = Counter()
        for numbers in product(*(range(bound) for bound in range(population, 0, -1))):
            left = dict(zip(range(population, 0, -1), numbers, strict=True))
            found[tuple(Draw(left.__getitem__, population, wanted).of(population))] += 1
        each = factorial(population) // comb(population, wanted)
        assert found == dict.fromkeys(combinations(range(population), wanted), each)


@given(st.lists(st.integers(0, 60)), st.integers(0, 200), st.text("abc", min_size=1, max_size=9))
def test_as_many_are_drawn_as_were_asked_for_however_they_come(counts, wanted, seed):
    population = sum(counts)
    draw = Draw(below(seed), population, wanted)
    found, start = [], 0
    for count in counts:
        found += [start + number for number in draw.of(count)]
        start += count
    assert len(found) == min(wanted, population)
    assert found == Draw(below(seed), population, wanted).of(population)


def test_a_stranger_draws_the_same_with_the_output_of_blake3():
    words = struct.unpack("<400Q", blake3(b"2026-0173").digest(length=3200))
    drawn, taken = [], 0
    for piece, word in enumerate(words):  # no word is passed over: 2^64 / 400 is far
        if word % (400 - piece) < 40 - taken:
            drawn.append(piece)
            taken += 1
    assert Draw(below("2026-0173"), 400, 40).of(400) == drawn


def test_words_beyond_the_last_multiple_are_passed_over():
    bound = 3 << 62
    words = struct.unpack("<40000Q", blake3(b"x").digest(length=320_000))  # more than one block
    wanted = [word for word in words if word < bound]
    number = below("x")
    assert 29_000 < len(wanted) < 31_000
    assert [number(bound) for _ in wanted] == wanted


def test_seeds_are_never_the_same():
    assert len({new_seed() for _ in range(100)}) == 100
    assert below(new_seed())(1) == 0


@pytest.mark.parametrize(
    "seed", ["", "x" * (SEED_LENGTH + 1), "a\nb", "\u00e4", "\x1b[31m", "\udc80"]
)
def test_a_seed_that_cannot_be_typed_again_is_refused(seed):
    with pytest.raises(UsageError):
        below(seed)


def test_more_pieces_than_were_counted_are_no_sample():
    draw = Draw(below("x"), 3, 1)
    draw.of(2)
    with pytest.raises(TamperedError):
        draw.of(2)
