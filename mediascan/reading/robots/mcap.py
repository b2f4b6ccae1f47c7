"""MCAP: records of u8 operation, u64 length, content; little-endian. Between two magics.

Layout: MCAP specification, "Records" (https://mcap.dev/spec#records).
"""

from collections.abc import Iterator
from typing import NamedTuple

from mediascan.model.errors import Truncated
from mediascan.reading.window import Cursor, Window

MAGIC = b"\x89MCAP0\r\n"
HEADER, FOOTER, SCHEMA, CHANNEL, STATISTICS = 0x01, 0x02, 0x03, 0x04, 0x0B
FOOTER_BYTES = 9 + 20  # operation, length; start of the summary, of its offsets, CRC-32
_RECORDS = 65536  # of a summary


class Record(NamedTuple):
    """`at` is where the content begins."""

    operation: int
    at: int
    length: int


def record(window: Window, at: int) -> Record:
    """The record at `at`. Raises `Truncated` where it passes the end of the file."""
    cursor = window.cursor(at)
    operation, length = cursor.number("B"), cursor.number("Q")
    if length > cursor.left:
        raise Truncated(f"the record at {at} has {length} bytes")
    return Record(operation, cursor.at, length)


def summary(window: Window) -> Iterator[Record]:
    """The records of the summary, from where the footer says it begins; none without one."""
    end = window.size - len(MAGIC) - FOOTER_BYTES
    footer = record(window, end)
    start = window.cursor(footer.at).number("Q")
    at = start if footer.operation == FOOTER and footer.length == 20 else 0
    for _ in range(_RECORDS):
        if not len(MAGIC) <= at < end:
            return
        one = record(window, at)
        yield one
        at = one.at + one.length


def text(cursor: Cursor) -> str:
    """A text with its length in 4 bytes before it."""
    return cursor.text(cursor.number("I"))
