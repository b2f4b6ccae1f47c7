"""What is a table of JSON lines, and what is only JSON."""

import json

import pytest

from mediascan.reading.encodings import json_lines
from mediascan.reading.encodings.json_lines import (
    LONG,
    LONGEST,
    SAMPLE,
    line_faults,
    sample_lines,
)


def look(data):
    asked = []

    def head(length):
        asked.append(length)
        return data[:length], length >= len(data)

    found = sample_lines(head)
    assert all(length <= LONGEST for length in asked)
    return found


def line_facts(found):
    return json_lines.line_facts(found, 0)


def rows(count, **more):
    return "".join(json.dumps({"text": f"row {n}", **more}) + "\n" for n in range(count)).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"{}\n{}\n",
        json.dumps({"a": 1, "b": [1, 2]}, indent=2).encode(),
        json.dumps({"a": 1, "b": [1, 2]}).encode() + b"\n",
        b'{"a": 1}\n{"b": 2}\n',
        b'{"index": {"_id": 1}}\n{"text": "x"}\n{"index": {"_id": 2}}\n{"text": "y"}\n',
        b'{"a": 1}\n[1]\n{"a": 1}\n[2]\n',
        b"{not json}\n{not json}\n",
        b'[{"a": 1},\n{"a": 2}]\n',
        b"[" * 100_000,
        b'{"a":' * 60_000 + b"\n" + b'{"a":' * 60_000 + b"\n",
        b"{color: red}\nbody {}\n",
        b'{"text": "' + b"x" * (LONGEST + 10),
        b" " * 1000 + b"[1]\n[2]\n",
        b'{"a": [' + b"[]," * 1_100_000 + b'[]]}\n{"a": 1}\n',
    ],
)
def test_this_is_no_table(data):
    assert look(data) is None


def test_a_whole_file_is_counted():
    found = look(rows(50))
    facts = line_facts(found)
    assert (facts["row_count"], facts["sampled_rows"], facts["columns"]) == (50, 50, ["text"])
    assert facts["training_shape"] == "pretraining text"
    assert found.average == len(rows(50)) // 50
    assert not line_faults(found)


def test_a_large_file_is_sampled_and_not_counted():
    found = look(rows(20_000, more="x" * 100))
    assert not found.whole
    assert "row_count" not in line_facts(found)
    assert SAMPLE * 0.9 < found.length <= SAMPLE


def test_lines_longer_than_the_sample_are_found():
    found = look(rows(3, book="x" * 900_000))
    assert (found.rows, found.whole) == (3, True)


def test_one_line_of_ten_megabytes_does_not_hide_the_rows_behind_it():
    found = look(json.dumps({"text": "x" * 10_000_000}).encode() + b"\n" + rows(3))
    assert (found.rows, found.whole) == (4, True)
    assert found.length > LONG


@pytest.mark.parametrize(
    "row",
    [
        b'{"text": NaN}',
        b'{"text": 1, "text": 2}',
        b'{"text": "caf\xe9"}',
        b'{"text": ' + b"9" * 5000 + b"}",
    ],
)
def test_rows_that_only_strict_readers_refuse_are_rows_and_told(row):
    found = look(b"\n".join([row] * 9))
    assert line_facts(found)["row_count"] == 9
    assert line_facts(found)["columns"] == ["text"]
    assert not found.sound
    assert line_faults(found)[0].message.startswith("9 of 9 sampled rows are not strict JSON")


@pytest.mark.parametrize(
    "data",
    [
        b"\n\n" + rows(3),
        b" " * 100 + rows(3),
        b"\xef\xbb\xbf\n" + rows(3),
        rows(3).replace(b"\n", b"\r"),
        rows(3).replace(b"\n", b"\r\n\r\n"),
    ],
)
def test_blanks_and_other_line_ends_change_nothing(data):
    found = look(data)
    assert (found.rows, found.bad, found.sound) == (3, 0, True)


def test_a_damaged_first_line_does_not_hide_the_rows_behind_it():
    found = look(b'{"text": \n' + rows(50))
    assert (found.rows, found.bad) == (50, 1)


def test_very_many_rows_are_not_all_looked_at():
    found = look(b'{"a":1}\n' * 30_000)
    assert (found.rows, found.whole) == (20_000, False)


def test_the_last_line_needs_no_end():
    assert line_facts(look(rows(3)[:-1]))["row_count"] == 3
    cut = look(rows(3)[:-4])
    assert (cut.rows, cut.cut) == (2, True)
    assert "row_count" not in line_facts(cut)


def test_a_damaged_line_among_many_is_told():
    found = look(rows(30) + b"\xff\xfe damage\n" + rows(30))
    assert (found.rows, found.bad) == (60, 1)
    assert "1 of 61" in line_faults(found)[0].message


def test_types_are_told_by_column():
    data = b'{"a": null, "b": 1, "c": []}\n{"a": "x", "b": 1.5, "c": {}}\n'
    assert look(data).types == {"a": "string", "b": "number", "c": "mixed"}


def test_windows_line_ends_and_empty_lines_do_not_matter():
    assert look(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\r\n').rows == 2


def test_a_dictionary_is_no_row():
    wide = json.dumps({f"word{n}": n for n in range(5000)}).encode() + b"\n"
    assert look(wide * 2) is None
