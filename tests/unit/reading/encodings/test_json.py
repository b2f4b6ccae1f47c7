"""JSON from hostile bytes."""

import pytest

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.encodings import json as json_header
from mediascan.reading.encodings.json import parse, parse_object


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b"\xff\xfe",
        b"{",
        b"[1]",
        b'"text"',
        b"",
        b'{"a":1}x',
        b'{"n":' + b"9" * 5000 + b"}",
    ],
)
def test_what_two_readers_could_read_differently_is_refused(data):
    with pytest.raises(Malformed):
        parse_object(data)


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b'{"a":1,"a":2,"b":3}', ["a", "b"]),
        (b'{"a":NaN,"b":-Infinity}', ["a", "b"]),
        (b'{"a":"\xff"}', ["a"]),
        (b'{"a":' + b"9" * 5000 + b"}", ["a"]),
    ],
)
def test_what_programs_write_is_taken_where_it_is_asked_for(data, keys):
    assert list(parse_object(data, lenient=True)) == keys
    with pytest.raises(Malformed):
        parse_object(data)


@pytest.mark.parametrize("data", [b"{", b"[1]", b'{"a":1}x', b'\xef\xbb\xbf{"a":1}'])
def test_what_no_reader_takes_is_refused_by_both(data):
    with pytest.raises(Malformed):
        parse_object(data, lenient=True)


def test_deep_nesting_is_a_limit_and_no_crash():
    with pytest.raises(LimitExceeded):
        parse(b"[" * 100_000 + b"]" * 100_000)


def test_many_items_are_a_limit_before_memory_is_taken(monkeypatch):
    monkeypatch.setattr(json_header, "ITEMS", 1000)
    with pytest.raises(LimitExceeded):
        parse(b"[" + b"[]," * 2000 + b"[]]")
    assert parse(b"[" + b"1," * 400 + b"1]")


def test_an_ordinary_object():
    assert parse_object(b'{"a": [1, {"b": null}]}') == {"a": [1, {"b": None}]}
    assert issubclass(Malformed, InputFault)
