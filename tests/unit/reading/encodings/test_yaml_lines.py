"""Lines of YAML: the values that a reader of the whole language finds, by their paths."""

import pytest

from mediascan.reading.encodings.yaml_lines import parse_yaml


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: 1\nb: x # why\n", {"a": "1", "b": "x"}),
        ("a: 'x # y'\n\"b\": \"z\"  # c\n", {"a": "x # y", "b": "z"}),
        ("a:\n  b:\n    c: 1\n  d: 2\n", {"a.b.c": "1", "a.d": "2"}),
        ("a:\n- 1\n- 2\nb: 3\n", {"a.0": "1", "a.1": "2", "b": "3"}),
        ("a:\n  - x: 1\n    y: 2\n  - x: 3\n", {"a.0.x": "1", "a.0.y": "2", "a.1.x": "3"}),
        ("- a: 1\n- - b\n  - c\n", {"0.a": "1", "1.0": "b", "1.1": "c"}),
        ("a: |\n  b: c\n  - d\ne: 1\n", {"e": "1"}),
        ("a: [1,\n  2]\nb: 3\n", {"a": "[1, 2]", "b": "3"}),
        ("a: !!python/object:x.Y\n  b: 1\n", {"a": "!!python/object:x.Y", "a.b": "1"}),
        ('{\n  "a-b": 1,  # c\n  "d": "e",\n}\n', {"a-b": "1", "d": "e"}),
        ("---\na: long text\n  that goes on\nb: 1\n", {"a": "long text", "b": "1"}),
    ],
)  # fmt: skip
def test_values(text, values):
    found = parse_yaml(text.encode())
    assert found is not None
    assert found.values == values
    assert not found.odd


@pytest.mark.parametrize(
    "data",
    [b"", b"# nothing\n", b"import re\nx: int = 3\nprint(x)\n" * 9, b"a: 1\0", b"\xffa", b"one\n"],
)  # fmt: skip
def test_another_thing(data):
    assert parse_yaml(data) is None


def test_the_last_line_of_a_cut_file_is_not_taken():
    assert parse_yaml(b"a: 1\nb: 12", cut=True).values == {"a": "1"}
