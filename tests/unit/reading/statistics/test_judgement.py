"""Bytes of known making are judged to be what they are, and nothing else is."""

import bz2
import lzma
import random
import zlib
from pathlib import Path

import numpy as np
import pytest
import zstandard

from mediascan.reading.statistics.chi_square import band, chi_square, histogram
from mediascan.reading.statistics.judgement import Nature, judge
from mediascan.reading.statistics.uniform import LEAST, uniformity

STEP = 64 * 1024
CHANCE = np.random.default_rng(7)
WORDS = [bytes(CHANCE.integers(97, 123, CHANCE.integers(2, 9), dtype="u1")) for _ in range(9000)]
TEXT = b" ".join(WORDS[int(one) % 9000] for one in CHANCE.zipf(1.2, 400_000) % 9000)
NORMAL = np.concatenate([CHANCE.normal(0, one, 30_000) for one in (0.02, 0.05, 0.3)]).astype("<f4")
IDS = np.array([one for one in CHANCE.zipf(1.15, 300_000) if one < 50_257][:140_000])
BFLOAT16 = (NORMAL.view("<u4") >> 16).astype("<u2").tobytes()
SOUND = np.sin(np.arange(140_000) / 20) * 8000 + CHANCE.normal(0, 500, 140_000)


def pieces(data, count=2):
    return [data[at : at + STEP] for at in range(0, count * STEP, STEP)]


@pytest.mark.parametrize(
    ("data", "nature", "dtype"),
    [
        (random.Random(1).randbytes(4 * STEP), Nature.UNIFORM, ""),
        (bytes(2 * STEP), Nature.CONSTANT, ""),
        (NORMAL.tobytes(), Nature.WEIGHTS, "float32"),
        (BFLOAT16, Nature.WEIGHTS, "bfloat16"),
        (b"x" + BFLOAT16, Nature.WEIGHTS, "bfloat16"),
        (NORMAL.astype("<f2").tobytes(), Nature.WEIGHTS, "float16"),
        (CHANCE.normal(0, 0.1, 140_000).astype("<f8").tobytes(), Nature.WEIGHTS, "float64"),
        (
            CHANCE.normal(0, 30, 140_000).clip(-127, 127).astype("i1").tobytes(),
            Nature.WEIGHTS,
            "int8",
        ),
        (IDS.astype("<u2").tobytes(), Nature.TOKENS, "uint16"),
        (IDS.astype("<u4").tobytes(), Nature.TOKENS, "uint32"),
        (TEXT, Nature.OTHER, ""),
        (TEXT.decode().encode("utf-16-le"), Nature.OTHER, ""),
        (TEXT.decode().encode("utf-32-le"), Nature.OTHER, ""),
        (SOUND.astype("<i2").tobytes(), Nature.OTHER, ""),
        ((SOUND / 32768).astype("<f4").tobytes(), Nature.OTHER, ""),
        (np.arange(0, 900_000, 7, dtype="<u4").tobytes(), Nature.OTHER, ""),
        (bytes(range(256)) * 1024, Nature.OTHER, ""),
    ],
)
def test_bytes_are_judged_to_be_what_they_are(data, nature, dtype):
    found = judge(pieces(data))
    assert (found.nature, found.dtype) == (nature, dtype)


@pytest.mark.parametrize(
    "pack", [zlib.compress, bz2.compress, zstandard.compress], ids=["deflate", "bzip2", "zstd"]
)
def test_compressed_streams_are_not_uniform(pack):
    assert judge(pieces(pack(TEXT)[64:], 8)).nature is Nature.OTHER


def test_what_lzma_writes_is_as_uniform_as_cipher_text():
    data = lzma.compress(TEXT, preset=0)[64:]
    assert judge(pieces(data, 4)).nature is Nature.UNIFORM


def test_one_probe_of_another_nature_is_enough_to_say_nothing():
    cipher = random.Random(2).randbytes(STEP)
    for other in (TEXT[:STEP], bytes(STEP), NORMAL.tobytes()[:STEP]):
        assert judge([cipher, other, cipher]).nature is Nature.OTHER


def test_less_than_the_least_is_never_called_uniform():
    data = random.Random(3).randbytes(LEAST)
    assert uniformity([data]).uniform
    assert not uniformity([data[1:]]).uniform
    for size in range(0, 2048, 37):
        assert judge([data[:size]]).nature in {Nature.OTHER, Nature.CONSTANT}


def test_blocks_that_come_again_are_no_random_bytes():
    chance = random.Random(4)
    blocks = [chance.randbytes(16) for _ in range(3000)]
    again = b"".join(chance.choice(blocks) for _ in range(8192))
    found = uniformity([again])
    assert found.repeated
    assert not found.uniform


def test_the_band_holds_what_it_says_of_true_random_bytes():
    low, high = band(0.01)
    chance = random.Random(5)
    values = [chi_square(histogram(chance.randbytes(4096))) for _ in range(2000)]
    outside = sum(not low <= one <= high for one in values)
    assert 5 <= outside <= 40  # 20 are expected, with a standard deviation of 4.5


def test_the_statistic_is_that_of_the_definition():
    data = Path(__file__).read_bytes()
    expected = len(data) / 256
    plain = sum((data.count(value) - expected) ** 2 / expected for value in range(256))
    assert chi_square(histogram(data)) == pytest.approx(plain)
    assert chi_square({}) == 0.0
