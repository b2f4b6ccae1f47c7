"""A file that is one JSON object: whole, cut off, too long, or another thing."""

import json

import pytest

from mediascan.model.finding import FaultKind
from mediascan.reading.settings import json_object
from mediascan.reading.settings.json_object import read_settings
from mediascan.reading.window import Window

WHOLE = {"a": 1, "b": {"c": [1, 2, {"d": "x,y"}]}, "e": 'quo"te', "f": None}
TEXT = json.dumps(WHOLE, indent=1).encode()


def read(data):
    return read_settings(Window.over(data))


@pytest.mark.parametrize("data", [TEXT, b"\xef\xbb\xbf" + TEXT, b" \n" + TEXT + b"\r\n"])
def test_whole(data):
    found = read(data)
    assert found.values == WHOLE
    assert not found.faults


@pytest.mark.parametrize("end", range(len(TEXT)))
def test_of_a_cut_file_what_stands_before_the_cut(end):
    found = read(TEXT[:end])
    assert found is None or (found.faults and set(found.values) <= set(WHOLE))
    if b'"e"' in TEXT[:end]:
        assert found.values["a"] == 1
        assert found.faults[0].kind is FaultKind.TRUNCATED


def test_numbers_that_are_none_are_no_fault_but_a_key_twice_is_one():
    assert not read(b'{"loss": NaN, "x": -Infinity}').faults
    assert read(b'{"a": 1, "a": 2}').faults


def test_bytes_behind_are_counted():
    assert read(TEXT + b"\nPK\x03\x04").trailing == 5
    assert read(TEXT + bytes(9)).trailing == 9


@pytest.mark.parametrize(
    "data", [b"", b"[1]", b"{}\n{}\n", b'{"a": 1}\n{"a": 2}\n' * 5000, b'{"a": 1}\n"x"', b"{a: 1}"]
)
def test_another_thing(data):
    assert read(data) is None


def test_a_long_file_is_read_at_its_start(monkeypatch):
    monkeypatch.setattr(json_object, "_WHOLE", 100)
    monkeypatch.setattr(json_object, "_START", 60)
    found = read(json.dumps({"a": 1, "b": ["x" * 9] * 99}).encode())
    assert found.values["a"] == 1
    assert found.faults[0].kind is FaultKind.LIMIT
