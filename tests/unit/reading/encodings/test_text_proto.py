"""Protobuf as text: what the specification allows, and what it does not."""

import time

import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.encodings.text_proto import items


def values(text):
    return [("/".join(one.path), one.sign or one.value) for one in items(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("# only a comment", []),
        ('a: "x # y" # z', [("a", "x # y")]),
        ("a: 'it\\'s'", [("a", "it\\'s")]),
        ("a: -1.5e-3, b: TRUE;", [("a", "-1.5e-3"), ("b", "TRUE")]),
        ("a: [1, 2]", [("a", "1"), ("a", "2")]),
        ("a {}", [("a", "{"), ("a", "}")]),
        ("a: <b: 1>", [("a", "{"), ("a/b", "1"), ("a", "}")]),
        ("[type.googleapis.com/x.Y] { z: 1 }", None),
    ],
)
def test_text_is_read(text, found):
    assert found is None or values(text) == found
    assert values(text) or not found


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a {", Truncated),
        ("a:", Truncated),
        ("a b", Malformed),
        ("}", Malformed),
        ("1 = 2", Malformed),
        ('a: "x', Malformed),
        ("a: ]", Malformed),
        ("a {" * 100, LimitExceeded),
    ],
)
def test_what_is_none_is_told(text, error):
    with pytest.raises(error):
        values(text)


def test_an_open_quote_costs_no_more_than_its_length():
    started = time.process_time()
    with pytest.raises(Malformed):
        values('a: "' + '\\"' * 500_000)
    assert time.process_time() - started < 5  # seconds; a search for later tokens takes hours
