"""A count since 1970 in any of the usual units."""

import pytest

from mediascan.reading.dates import date_of


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9])
def test_units(unit):
    assert date_of(1_700_000_000 * unit) == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("count", [0, -1, 1 << 64, 1_000])
def test_what_is_no_date(count):
    assert date_of(count) == ""
