"""TFRecord frames: counted to the last byte, damage told where it is."""

import pytest

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.tensorflow.records import records
from mediascan.reading.window import Window


def frame(data):
    head = len(data).to_bytes(8, "little")
    ends = masked(head).to_bytes(4, "little"), masked(data).to_bytes(4, "little")
    return head + ends[0] + data + ends[1]


def test_each_record_is_found():
    data = b"".join(map(frame, (b"", b"one", b"x" * 200_000, b"two")))
    assert [one.size for one in records(Window.over(data))] == [0, 3, 200_000, 3]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (frame(b"one")[:-1], Truncated),
        (frame(b"one") + b"\0", Truncated),
        (b"\0" + frame(b"one")[1:], Malformed),  # length
        (frame(b"one")[:-6] + b"x" + frame(b"one")[-5:], Malformed),  # data
    ],
)
def test_damage_is_told(data, error):
    with pytest.raises(error):
        list(records(Window.over(data)))
