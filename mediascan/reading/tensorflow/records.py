"""TFRecord frames: u64 length, u32 masked crc32c of it, the data, u32 masked crc32c of the data.

Source: https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
"""

from collections.abc import Iterator
from typing import NamedTuple

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.window import PAGE, Window

_HEAD, _TAIL = 12, 4
_CHECKED = 16  # records whose data is checked as well: some KiB, and then the format is sure
_LARGEST_CHECKED = 1 << 16  # bytes of a record that is checked
_LENGTHS_CHECKED = 4096
_MOST = 1 << 24  # records
_BETWEEN = 4096  # records after which the clock is asked


class Record(NamedTuple):
    """One record: `size` bytes at `at`."""

    at: int
    size: int
    end: int  # behind its checksum


def records(window: Window) -> Iterator[Record]:
    """The records of a file in order.

    Raises `Malformed` where a checksum does not match, `Truncated` where the file ends inside one.
    """
    at = far = 0
    for number in range(_MOST):
        if at == window.size:
            return
        left = window.size - at - _HEAD - _TAIL
        if left < 0:
            raise Truncated(f"the file ends inside the head of record {number}")
        head = window.sparse(at, _HEAD) if far > PAGE else window.read(at, _HEAD)
        size = int.from_bytes(head[:8], "little")
        if number < _LENGTHS_CHECKED and masked(head[:8]) != int.from_bytes(head[8:], "little"):
            raise Malformed(f"the length of record {number} does not match its checksum")
        if size > left:
            raise Truncated(f"record {number} lacks {size - left} of its {size} bytes")
        if number < _CHECKED and size <= _LARGEST_CHECKED:
            _check(window, at + _HEAD, size, number)
        far = size
        yield Record(at + _HEAD, size, at + _HEAD + size + _TAIL)
        at += _HEAD + size + _TAIL
        if not number % _BETWEEN:
            window.check_time()


def _check(window: Window, at: int, size: int, number: int) -> None:
    data = window.read(at, size + _TAIL)
    if masked(data[:-4]) != int.from_bytes(data[-4:], "little"):
        raise Malformed(f"the data of record {number} does not match its checksum")
