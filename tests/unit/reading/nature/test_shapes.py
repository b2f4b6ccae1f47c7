"""What records are by their columns and values, and what they are not."""

import random

import pytest

from mediascan.model.facts import Facts
from mediascan.reading.nature.sample import RECORDS, TEXT, TEXTS, Sample
from mediascan.reading.nature.say import say_nature
from mediascan.reading.nature.scripts import TOKENS, scripts_of, tokens_a_character

JPEG = b"\xff\xd8\xff\xe0" + bytes(60)
DRAW = random.Random(3)
IDS = [min(50_000, int(DRAW.paretovariate(0.5))) for _ in range(600)]


def nature(*records, times=20, **facts):
    told, sample = Facts(**facts), Sample()
    for _ in range(times):
        for one in records:
            sample.add(one)
    say_nature(told, sample, columns=list(records[0]))
    return told


@pytest.mark.parametrize(
    ("record", "shape"),
    [
        ({"text": "a page of text"}, "pretraining text"),
        ({"prompt": "p", "chosen": "c", "rejected": "r"}, "preference"),
        ({"messages": [{"role": "user", "content": "hi"}]}, "chat"),
        ({"messages": [{"role": "user", "content": "<think>so</think> hi"}]}, "reasoning traces"),
        ({"problem": "2+2", "deepseek_reasoning": "let me see " * 20}, "reasoning traces"),
        ({"text": "<|im_start|>user\nhi<|im_end|>"}, "chat"),
        ({"text": "### Instruction:\nadd\n### Response:\n2"}, "instruction"),
        ({"instruction": "i", "input": "", "output": "o"}, "instruction"),
        ({"content": "x = 1", "language": "Python"}, "code"),
        ({"content": "some prose", "id": "7"}, "pretraining text"),
        ({"picture": JPEG, "caption": "a dog"}, "image-text"),
        ({"bytes": {"bytes": JPEG, "path": "a.jpg"}, "text": "a dog"}, "image-text"),
        ({"sound": b"fLaC" + bytes(20), "text": "hello"}, "audio-text"),
        ({"clip": b"\0\0\0\x20ftypisom" + bytes(20), "caption": "runs"}, "video-text"),
        ({"ids": IDS}, "token ids"),
        ({"input_ids": [5, 6, 7]}, "token ids"),
        ({"vec": [0.5, -0.25] * 64, "id": 3}, "embeddings"),
        ({"observation.state": [0.1] * 7, "action": [0.2] * 7, "timestamp": 0.1}, "demonstrations"),
        ({"text": 7}, ""),
        ({"level": "INFO", "message": "started"}, ""),
        ({"pixels": [0, 17, 255] * 64}, ""),
        ({"is_think": "<think>"}, ""),
    ],
)
def test_the_nature_of_records(record, shape):
    told = nature(record)
    assert told.get("training_shape", "") == shape
    assert bool(shape) == bool(told.get("training_shape"))
    if shape:
        assert told["shape_evidence"]


def test_rows_of_bytes_and_of_negative_numbers_are_no_token_ids():
    assert "training_shape" not in nature({"row": [-5, 3, 900] * 100})
    assert "training_shape" not in nature({"row": list(range(600))})  # evenly used: no language


def test_what_a_sample_keeps_is_bounded():
    sample = Sample()
    for number in range(RECORDS + 50):
        sample.add({"text": "x" * 100_000, **{f"{number}-{n}": "v" for n in range(600)}})
    assert sample.records == RECORDS + 50
    assert len(sample.texts) == TEXTS
    assert max(map(len, sample.texts)) == TEXT
    assert len(sample.columns) <= 512


def test_deep_values_end():
    deep = {"a": None}
    for _ in range(5000):
        deep = {"a": [deep]}
    nature(deep, times=1)


def test_tokens_lie_between_the_bounds_of_their_script():
    assert scripts_of(["abc", "中文。"]) == {"ASCII": 3, "Han": 3}
    assert tokens_a_character(scripts_of(["abc"])) == pytest.approx(TOKENS["ASCII"])
    told = nature({"text": "hello world " * 10}, times=10)
    low, high = told["token_bounds"]
    assert low <= told["estimated_token_count"] <= high
    assert (low, high) == (228, 504)  # 1200 characters
    assert "0.19 to 0.42 tokens a character" in told["token_method"]


def test_an_exact_number_of_tokens_is_never_beside_an_estimate():
    told = nature({"text": "hello"}, token_count=5)
    assert "estimated_token_count" not in told


@pytest.mark.parametrize("character", ["a", "é", "я", "ع", "ह", "あ", "中", "한", "😀", "\u0378"])
def test_every_character_has_a_script(character):
    assert scripts_of([character]).total() == 1
