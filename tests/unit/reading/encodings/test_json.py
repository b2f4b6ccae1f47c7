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
