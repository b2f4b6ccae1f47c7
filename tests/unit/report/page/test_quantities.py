"""Numbers as people read them: cut, never rounded up, never more than there is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mediascan.report.page import quantities


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.00 kB"),
        (1999, "1.99 kB"),
        (999_999, "999 kB"),
        (18_003_987_211_776, "18.0 TB"),
        ("18446744073709551615", "18.4 EB"),
        (2**80, "1,208,925 EB"),
        ("not a number", "0 bytes"),
        (-5, "-5 bytes"),
    ],
)
def test_sizes_are_cut_to_three_digits(amount, shown):
    assert quantities.size(amount) == shown


@pytest.mark.parametrize(
    ("part", "of", "shown"),
    [
        (1, 1, "100 %"),
        (0, 0, "100 %"),
        (9_999_999, 10_000_000, "99.99 %"),
        (1, 10_000_000, "under 0.01 %"),
        (0, 5, "0.00 %"),
        ("9997", "10000", "99.97 %"),
        (5, 4, "100 %"),
    ],
)
def test_a_part_is_never_said_to_be_all(part, of, shown):
    assert quantities.percent(part, of) == shown


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [
        ("500000000", "0.500 s"),
        ("59999999999", "59.999 s"),
        (60_000_000_000, "1 min 00 s"),
        (69_980_876_545_000, "19 h 26 min 20 s"),
        (-1, "0.000 s"),
    ],
)
def test_durations(nanoseconds, shown):
    assert quantities.duration(nanoseconds) == shown


def test_moments_are_cut_to_the_second_and_other_texts_stay():
    assert quantities.moment("2026-11-24T03:21:48.999999Z") == "2026-11-24 03:21:48 UTC"
    assert quantities.moment("yesterday") == "yesterday"


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 files"), (1, "1 file"), ("1234", "1,234 files")]
)
def test_plurals(count, shown):
    assert quantities.plural(count, "file") == shown


def test_parameters_and_groups():
    assert quantities.amount_of(124_439_808) == "124 M"
    assert quantities.exact_size(1234) == "1.23 kB (1,234 bytes)"
    assert quantities.exact_size(999) == "999 bytes"
    assert quantities.hex_groups("0123456789") == "01234567 89"


@given(some.integers(min_value=0, max_value=2**70))
def test_a_short_form_never_says_more_than_there_is(amount):
    digits, unit = quantities.size(amount).replace(",", "").split(" ")
    units = ("bytes", "kB", "MB", "GB", "TB", "PB", "EB")
    scale = 1000 ** units.index("bytes" if unit == "byte" else unit)
    whole, _, part = digits.partition(".")
    said = int(whole + part) * scale // 10 ** len(part)
    assert said <= amount
    assert amount < 1000 or amount - said <= amount // 100
