"""About how much a compressed file holds of which the start was unpacked."""

import bz2
import gzip
import json
import lzma
import random

import pytest

from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.compression.unpacked import unpacked_size
from mediascan.reading.window import Window

DRAW = random.Random(6)
WORDS = ["".join(DRAW.choices("abcdefghij", k=5)) for _ in range(500)]
DATA = "\n".join(
    json.dumps({"text": " ".join(DRAW.choices(WORDS, k=60))}) for _ in range(6000)
).encode()
LOOKED_AT = 1 << 18


def size_of(packed, method, length=LOOKED_AT):
    window = Window.over(packed)
    return unpacked_size(window, method, inflate(window, method, length))


@pytest.mark.parametrize(
    ("method", "pack"),
    [(Method.GZIP, gzip.compress), (Method.BZIP2, bz2.compress), (Method.XZ, lzma.compress)],
)
def test_the_truth_lies_between_the_bounds(method, pack):
    found = size_of(pack(DATA), method)
    assert found.low <= len(DATA) <= found.high
    assert found.low < found.high


def test_gzip_tells_its_size_at_its_end():
    assert size_of(gzip.compress(DATA), Method.GZIP).value == len(DATA)


def test_a_trailer_that_is_far_off_is_not_believed():
    packed = gzip.compress(DATA)[:-4] + bytes(4)
    assert size_of(packed, Method.GZIP).value > LOOKED_AT


def test_what_was_unpacked_to_its_end_is_exact():
    found = size_of(gzip.compress(DATA), Method.GZIP, len(DATA) + 99)
    assert found.low == found.value == found.high == len(DATA)
