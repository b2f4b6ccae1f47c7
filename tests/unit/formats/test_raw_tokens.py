"""Bare token ids are told from all other numbers."""

import random
import struct
import sys
from pathlib import Path

import pytest

from mediascan.engine.classify import LAST_FROM, Classifier
from mediascan.formats.datasets.raw_tokens import FORMAT
from mediascan.formats.registry import all_formats
from mediascan.reading.window import Window
from tests.conftest import FORMAT_FIXTURES

TINY = (FORMAT_FIXTURES / "raw_tokens" / "tiny.bin").read_bytes()
DRAW = random.Random(7)


def test_ids_of_gpt2_are_told_with_their_exact_number():
    facts = FORMAT.examine(Window.over(TINY)).facts
    assert facts["token_count"] == len(TINY) // 2
    assert facts["tokenizer"] == "GPT-2"


@pytest.mark.parametrize(
    "data",
    [
        bytes(20_000),
        DRAW.randbytes(20_000),
        b"the cat, and the dog. " * 1000,
        "the cat, and the dog. ".encode("utf-16-le") * 1000,
        struct.pack(
            "<10000H", *[int(2000 + 1500 * DRAW.gauss(0, 1)) & 0xFFFF for _ in range(10_000)]
        ),
        struct.pack("<10000H", *[min(50_000, int(DRAW.paretovariate(0.5))) for _ in range(10_000)]),
        struct.pack("<10000H", *[n % 300 for n in range(10_000)]),
        TINY[: len(TINY) // 2] + DRAW.randbytes(len(TINY) // 2),
        TINY[1:-1],
        Path(sys.executable).read_bytes()[:200_000],
    ],
    ids=["zeros", "random", "text", "UTF-16", "sound", "Zipf", "ramp", "half", "odd", "program"],
)
def test_other_numbers_are_none(data):
    assert FORMAT.examine(Window.over(data)) is None


def test_a_format_without_a_signature_is_asked_last_and_not_for_small_files():
    classifier = Classifier(all_formats())

    def found(data):
        return [
            one.format_id for one in classifier.findings(lambda at, n: data[at : at + n], len(data))
        ]

    assert found(TINY) == ["raw_tokens"]
    assert found(TINY[: LAST_FROM - 2]) == []
