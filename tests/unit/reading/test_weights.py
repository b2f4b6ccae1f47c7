"""Floats of trained weights are told from whole numbers, texts and noise."""

import random
import struct

import pytest

from mediascan.reading.weights import like_float32

CHANCE = random.Random(5)


def floats(values):
    return struct.pack(f"<{len(values)}f", *values)


def test_weights_are_like_weights():
    assert like_float32(floats([CHANCE.gauss(0, 0.02) for _ in range(512)]))


@pytest.mark.parametrize(
    "data",
    [
        bytes(2048),
        floats([1.0] * 512),
        struct.pack("<512I", *range(512)),
        b"some text in English, long enough to be looked at. " * 40,
        CHANCE.randbytes(2048),
        b"",
    ],
    ids=["zeros", "all alike", "whole numbers", "text", "noise", "nothing"],
)
def test_other_bytes_are_not(data):
    assert not like_float32(data)
