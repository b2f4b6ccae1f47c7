"""Records of a ROS bag: u32 length of the header, its fields, u32 length of the data, the data.

A field is u32 length, then name=value. Layout: http://wiki.ros.org/Bags/Format/2.0.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.window import Window

_HEADER = 1 << 20  # bytes of one header
_FIELDS = 64
_RECORDS = 65536  # of an index


class Record(NamedTuple):
    """Fields by name; where the data lies, and its length."""

    fields: dict[bytes, bytes]
    at: int
    length: int

    def number(self, name: bytes) -> int:
        """A little-endian number; -1 where it is not there."""
        value = self.fields.get(name)
        return -1 if value is None else int.from_bytes(value, "little")


def record(window: Window, at: int) -> Record:
    """The record at `at`."""
    cursor = window.cursor(at)
    length = cursor.number("I")
    if length > _HEADER:
        raise Malformed(f"the header of the record at {at} has {length} bytes")
    fields = fields_of(cursor.take(length))
    size = cursor.number("I")
    if size > cursor.left:
        raise Truncated(f"the record at {at} has {size} bytes of data")
    return Record(fields, cursor.at, size)


def fields_of(data: bytes) -> dict[bytes, bytes]:
    """The fields of a header."""
    fields: dict[bytes, bytes] = {}
    at = 0
    while at < len(data) and len(fields) < _FIELDS:
        length = int.from_bytes(data[at : at + 4], "little")
        one = data[at + 4 : at + 4 + length]
        if len(one) < length or b"=" not in one:
            raise Malformed("a field of a record's header is broken")
        name, _, value = one.partition(b"=")
        fields[name] = value
        at += 4 + length
    return fields


def records(window: Window, at: int) -> Iterator[Record]:
    """The records from `at` to the end of the file."""
    for _ in range(_RECORDS):
        if at >= window.size:
            return
        one = record(window, at)
        yield one
        at = one.at + one.length
