"""How much is to be drawn, from the words of the command line."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.model.errors import UsageError
from mediascan.report.amount import Amount, amount


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1%", Amount(Fraction(1, 100), "share")),
        ("0.1 %", Amount(Fraction(1, 1000), "share")),
        ("100%", Amount(Fraction(1), "share")),
        ("500", Amount(Fraction(500), "pieces")),
        ("7B", Amount(Fraction(7), "bytes")),
        ("10GB", Amount(Fraction(10**10), "bytes")),
        ("1.5 kB", Amount(Fraction(1500), "bytes")),
        ("2PB", Amount(Fraction(2 * 10**15), "bytes")),
        ("1KiB", Amount(Fraction(1024), "bytes")),
        ("1.5TiB", Amount(Fraction(3 << 39), "bytes")),
    ],
)
def test_an_amount_is_read(text, wanted):
    assert amount(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("", "0", "0%", "0.0GB", "101%", "100.1%", "-1", "1.5", "1e3", "1/2", "%", "GB", "10gb"),
        *("10 XB", "1%%", "1,5%", "\u0661", "1\n", "9" * 19, "0." + "1" * 19 + "%"),
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(UsageError):
        amount(text)


@pytest.mark.parametrize(
    ("text", "population", "size", "wanted"),
    [
        ("1%", 1000, 0, 10),
        ("1%", 1001, 0, 11),
        ("0.1%", 3, 0, 1),
        ("500", 400, 0, 400),
        ("10GB", 1000, 10**12, 10),
        ("10GB", 1000, 10**9, 1000),
        ("1B", 1000, 10**9, 1),
        ("1B", 5, 0, 5),
    ],
)
def test_the_number_of_pieces(text, population, size, wanted):
    assert amount(text).pieces(population, size) == wanted


@given(
    st.integers(1, 10**9), st.integers(0, 10**15), st.sampled_from(["0.001%", "3", "99%", "1GB"])
)
def test_one_piece_at_least_and_no_more_than_there_are(population, size, text):
    assert 1 <= amount(text).pieces(population, size) <= population
