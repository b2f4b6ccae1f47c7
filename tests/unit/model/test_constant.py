"""A blank medium is told as a bound, never as a claim."""

import random

import pytest

from mediascan.model.constant import bound_of, constant


def test_the_bound_is_the_one_of_the_formula():
    bound = bound_of({0: 69_075}, 0, 1e-3)
    assert bound.fraction == pytest.approx(1e-4, rel=1e-3)
    assert (1 - bound.fraction) ** bound.probes == pytest.approx(1e-3)
    assert bound_of({0: 1_380_000, 255: 1_546}, 0).fraction == pytest.approx(1e-5, rel=1e-3)


def test_anything_else_and_no_probes_give_no_bound():
    assert bound_of({0: 10**6}, 1) is None
    assert bound_of({}, 0) is None


def test_the_sentence_has_its_numbers_and_claims_nothing_more():
    words = bound_of({0: 13_809}, 0).sentence()
    assert "Each of 13809 probes held 0x00" in words
    assert "at most 0.1000 %" in words
    assert "1e-06" in words
    assert "empty" not in words
    assert "0x00 or 0xff" in bound_of({255: 5, 0: 5}, 0).sentence()
    assert "at most 100.0 %" in bound_of({0: 1}, 0).sentence()


def test_the_bound_holds_on_media_that_hold_something():
    """A medium with more than the bound allows is caught, but for the stated share of tries."""
    chance = random.Random(9)
    probes, miss, tries = 200, 0.05, 2000
    fraction = bound_of({0: probes}, 0, miss).fraction
    missed = sum(all(chance.random() >= fraction for _ in range(probes)) for _ in range(tries))
    assert 0.03 < missed / tries < 0.07


def test_a_probe_is_constant_or_not():
    assert constant(bytes(4096)) == 0
    assert constant(b"\xff" * 512) == 255
    assert constant(bytes(511) + b"\1") is None
    assert constant(b"") is None
