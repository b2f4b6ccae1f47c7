"""JSON arrays and CSV tables: what trains something is told from what does not."""

import json

import pytest

from mediascan.formats.datasets import csv_table, json_array, json_records
from mediascan.reading.window import Window

LONG = "A sentence about rivers. " * 8


@pytest.mark.parametrize(
    ("head", "row", "shape"),
    [
        ("prompt,response", "a,b", "instruction"),
        ("id\tinstruction\toutput", "1\ta\tb", "instruction"),
        ('"prompt","chosen","rejected"', '"a","b","c"', "preference"),
        ("text,label", "fine,1", "labelled text"),
        ("url,caption", "http://x,a boat", "image-text"),
        ("label,youtube_id,time_start,time_end,split", "run,abc,1,2,train", "labelled videos"),
        ("Question,Answer", "a,b", "instruction"),
        ("text", LONG, "pretraining text"),
    ],
)
def test_a_table_of_training_records_is_told(head, row, shape):
    found = csv_table.examine(Window.over(f"{head}\n{row}\n{row}\n".encode()))
    assert found.facts["training_shape"] == shape


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("id,name,price", "1,a,2"),
        ("text,width,height", "short,1,2"),  # an everyday word and short values
        ("messages,errors", "15,2"),  # a number of messages
        ("content,path", "x,/a"),
        ("vector,count", "1,2"),
        ("prompt,response", "a"),  # rows that do not fit their first line
        ("prompt,chosen", "a,b"),  # no rejected: prompts, but too short
        ("prompt,prompt", "a,b"),
    ],
)
def test_an_ordinary_table_is_text(head, row):
    assert csv_table.examine(Window.over(f"{head}\n{row}\n{row}\n".encode())) is None


def test_every_table_that_is_told_is_asked_for():
    starts = [sign.magic for sign in csv_table.FORMAT.signatures]
    for head in (b"prompt,x", b"id\tx", b",x", b'"id",x', b"Question,x", b"TEXT,x", b"text\r\n"):
        assert any(head.startswith(start) for start in starts), head


@pytest.mark.parametrize(
    ("row", "shape"),
    [
        ({"instruction": "a", "output": "b"}, "instruction"),
        ({"text": LONG}, "pretraining text"),
        ({"image_id": 1, "category_id": 2, "bbox": [1, 2, 3, 4]}, "object detection"),
    ],
)
def test_an_array_of_training_records_is_told(row, shape):
    for data in (json.dumps([row] * 3), json.dumps([row] * 3, indent=2).replace("\n", "\r\n")):
        for coded in (data.encode(), data.encode("utf-8-sig"), data.encode("utf-16")):
            found = json_array.examine(Window.over(coded))
            assert found.facts["training_shape"] == shape
            assert found.facts["row_count"] == 3


@pytest.mark.parametrize(
    "value",
    [
        [{"text": "short"}] * 4,
        [{"instruction": "a", "output": "b"}],
        [{"a": 1}, {"b": 2}],
        [{}, {}],
    ],
)
def test_an_ordinary_array_is_text(value):
    assert json_array.examine(Window.over(json.dumps(value).encode())) is None


@pytest.mark.parametrize(
    "value",
    [
        {"messages": [{"role": "user", "content": LONG}] * 3},  # one line of chats, and no table
        {"words": [{"text": LONG}] * 3},  # an everyday word
        {"data": [{"instruction": "a", "output": "b"}]},  # one is no table
        {"data": {"rows": [{"instruction": "a", "output": "b"}] * 3}},
    ],
)
def test_an_ordinary_object_is_text(value):
    assert json_records.examine(Window.over(json.dumps(value).encode())) is None


def test_rows_are_not_counted_where_more_than_one_array_follows():
    rows = [{"instruction": "a", "output": "b"}] * 3
    found = json_records.examine(Window.over(json.dumps({"a": rows, "b": rows}).encode()))
    assert "row_count" not in found.facts
    found = json_records.examine(Window.over(json.dumps({"v": 1, "a": rows}).encode()))
    assert found.facts["row_count"] == 3
