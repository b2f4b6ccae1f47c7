"""Older models of Paddle Lite, and what is none."""

import struct

import pytest

from mediascan.formats.compiled.paddle_lite import examine
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window


def lead(version, release, length=64):
    return struct.pack("<H16sQ", version, release, length)


def test_of_an_older_one_the_release_is_told():
    found = examine(Window.over(lead(1, b"v2.3.0") + bytes(64)))
    assert found.confidence is Confidence.MAGIC
    assert found.facts["producer"] == "Paddle Lite v2.3.0"


@pytest.mark.parametrize(
    "data",
    [
        lead(3, b"v2.3.0") + bytes(64),
        lead(2, b"v\x01\x02\x03") + bytes(64),
        lead(2, b"vertex buffer 01") + bytes(64),
        lead(2, b"v2.3.0", 1 << 50) + bytes(64),
    ],
)
def test_what_is_none(data):
    assert examine(Window.over(data)) is None
