"""UBJSON, by the letters of its draft."""

import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import Limits
from mediascan.reading.encodings import ubjson
from mediascan.reading.encodings.ubjson import Numbers, Reader
from mediascan.reading.window import Window


def read(data, limits=None):
    reader = Reader(Window.over(data, limits))
    value = reader.value()
    assert reader.at == len(data)
    return value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"i\xff", -1),
        (b"U\xff", 255),
        (b"I\x80\x00", -32768),
        (b"l\x00\x00\x01\x00", 256),
        (b"L\x00\x00\x00\x00\x00\x00\x00\x09", 9),
        (b"T", True),
        (b"F", False),
        (b"Z", None),
        (b"d\x3f\x80\x00\x00", None),  # a float is passed over
        (b"SU\x02ab", "ab"),
        (b"[]", []),
        (b"[i\x01SU\x01a]", [1, "a"]),
        (b"[#U\x02i\x01i\x02", [1, 2]),
        (b"[#U\x00", []),
        (b"{}", {}),
        (b"{U\x01ai\x05U\x01b[]}", {"a": 5, "b": []}),
    ],
)
def test_a_value_of_each_letter(data, value):
    assert read(data) == value


def test_a_row_of_numbers_is_passed_over_and_counted():
    row = read(b"[$d#U\x03" + bytes(12))
    assert isinstance(row, Numbers)
    assert row.count == 3


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"x", Malformed),
        (b"SL\x7f\xff\xff\xff\xff\xff\xff\xff", Malformed),
        (b"Si\xff", Malformed),
        (b"[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff", Truncated),
        (b"[$S#U\x01", Malformed),
        (b"[i\x01", Truncated),
        (b"{x", Malformed),
        (b"[" * 40, LimitExceeded),
    ],
)
def test_what_is_damaged_ends_in_our_own_words(data, error):
    with pytest.raises(error):
        Reader(Window.over(data, Limits())).value()


def test_items_are_bounded(monkeypatch):
    monkeypatch.setattr(ubjson, "ITEMS", 10)
    with pytest.raises(LimitExceeded):
        read(b"[" + b"T" * 20 + b"]")
