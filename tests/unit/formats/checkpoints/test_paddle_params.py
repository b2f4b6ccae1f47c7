"""Parameters of PaddlePaddle start with zeros, as many other files do."""

import struct

import pytest

from mediascan.formats.checkpoints.paddle_params import examine
from mediascan.model.finding import Confidence
from mediascan.reading.window import Window


def tensor(shape, kind=5, levels=(), width=4):
    description = bytes((8, kind)) + b"".join(bytes((16, size)) for size in shape)
    detail = b"".join(struct.pack("<Q", len(one)) + one for one in levels)
    count = width
    for size in shape:
        count *= size
    head = struct.pack("<IQ", 0, len(levels)) + detail
    return head + struct.pack("<Ii", 0, len(description)) + description + bytes(count)


def test_a_tensor_with_levels_of_detail_behind_a_plain_one():
    found = examine(Window.over(tensor((2, 3)) + tensor((4,), levels=[bytes(16)])))
    assert found.confidence is Confidence.CONSISTENT
    assert [one["shape"] for one in found.facts["tensors"]] == [[2, 3], [4]]


@pytest.mark.parametrize(
    "data",
    [
        bytes(4096),
        bytes(16) + b"\x04\0\0\0\x08\x63\x10\x02" + bytes(64),  # no such type
        tensor((2, 3)) + b"something else",
        bytes(16) + b"\x02\0\0\0" + bytes(64),
    ],
)
def test_what_is_none(data):
    assert examine(Window.over(data)) is None


def test_what_follows_two_tensors_is_told():
    found = examine(Window.over(tensor((2,)) + tensor((3,)) + b"hidden" * 9))
    assert found.facts["trailing_bytes"] == 54
    assert found.facts["parameter_count"] == 5
