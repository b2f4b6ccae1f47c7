"""The estimate of a long file, and what features say of tokens."""

import pytest

from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.tensorflow import record_tally
from mediascan.reading.tensorflow.record_tally import Tally
from mediascan.reading.window import Window


def frame(data):
    length = len(data).to_bytes(8, "little")
    sums = [masked(one).to_bytes(4, "little") for one in (length, data)]
    return length + sums[0] + data + sums[1]


def field(number, data):
    return bytes([number << 3 | 2, len(data)]) + data


def example(name, ids):
    values = field(3, field(1, bytes(ids)))
    return field(1, field(1, field(1, name) + field(2, values)))


def facts_of(data):
    tally, facts = Tally(), {}
    tally.count(Window.over(data))
    tally.say(facts, len(data))
    return tally, facts


@pytest.mark.parametrize(("sizes", "low"), [([20] * 40, 40), ([4, 36] * 20, 29)])
def test_what_is_not_counted_is_estimated_with_its_bounds(monkeypatch, sizes, low):
    monkeypatch.setattr(record_tally, "_COUNTED", 10)
    tally, facts = facts_of(b"".join(frame(bytes([7]) * size) for size in sizes))
    assert not tally.ended
    assert "sample_count" not in facts
    assert facts["estimated_sample_count"] == 40
    assert facts["sample_bounds"][0] == low
    assert "if the rest is like them" in facts["sample_method"]


def test_a_file_that_was_counted_to_its_end_is_exact(monkeypatch):
    monkeypatch.setattr(record_tally, "_COUNTED", 10)
    tally, facts = facts_of(frame(b"abc") * 10)
    assert tally.ended
    assert facts["sample_count"] == 10


def test_token_ids_are_counted_by_the_mean_of_the_first_records():
    data = frame(example(b"input_ids", [1, 2, 3])) + frame(example(b"input_ids", [4] * 5))
    _, facts = facts_of(data)
    assert facts["training_shape"] == "token ids"
    assert facts["token_count"] == 8
    assert facts["column_types"] == {"input_ids": "int64[3 to 5]"}


def test_records_that_are_no_examples_are_said_to_be_none():
    _, facts = facts_of(frame(b"no message of this kind") * 3)
    assert facts["comment"] == "the records are no tf.train.Example"
    assert "columns" not in facts
