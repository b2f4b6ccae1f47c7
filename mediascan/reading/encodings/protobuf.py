"""Walks the fields of a protobuf message without its schema, and never reads a payload.

A field is a varint tag, number * 8 + wire type, and its value: a varint (0), 8 bytes (1), a length
and so many bytes (2) or 4 bytes (5). Groups (3 and 4) are forbidden here: none of the formats that
are walked has them. A length is passed by seeking, so a message of gigabytes costs some reads.

Source: https://protobuf.dev/programming-guides/encoding/
"""

from collections.abc import Iterator
from typing import NamedTuple

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.window import Window

VARINT, FIXED64, LEN, FIXED32 = 0, 1, 2, 5
_FIXED = {FIXED64: 8, FIXED32: 4}
_VARINT_BYTES = 10  # 64 bits, 7 a byte
_LARGEST_NUMBER = (1 << 29) - 1  # of a field
_LONGEST = 2 * _VARINT_BYTES  # a tag and a value or a length
_CHUNK = 4096  # bytes looked at together; small fields need no read each


class Field(NamedTuple):
    """One field: `value` of a number, or `size` bytes at `at` of a payload."""

    number: int
    wire: int
    value: int
    at: int
    size: int
    missing: int  # bytes of the payload that the window has not; then it is the last field


def fields(window: Window, most: int) -> Iterator[Field]:
    """The fields in `window`, which are one message.

    Raises `Malformed` for what no writer emits, `Truncated` where the window ends inside of a tag
    or a number, and `LimitExceeded` for more than `most` fields.
    """
    at = start = 0
    chunk = b""
    for _ in range(most):
        if at >= window.size:
            return
        end = start + len(chunk)
        if at + _LONGEST > end and end < window.size:
            start = at
            chunk = window.upto(at, _CHUNK)
        field = _field(chunk, at - start, start, window.size)
        yield field
        at = field.at + field.size
    if at < window.size:
        raise LimitExceeded(f"a message of more than {most} fields")


def _field(chunk: bytes, at: int, start: int, size: int) -> Field:
    """The field at `at` of `chunk`, which is at `start` of a window of `size` bytes."""
    tag, at = _varint(chunk, at)
    number, wire = tag >> 3, tag & 7
    if not 1 <= number <= _LARGEST_NUMBER:
        raise Malformed(f"field number {number}")
    if wire == LEN:
        length, at = _varint(chunk, at)
        missing = max(0, start + at + length - size)
        return Field(number, wire, 0, start + at, length, missing)
    if wire == VARINT:
        value, at = _varint(chunk, at)
        return Field(number, wire, value, start + at, 0, 0)
    width = _FIXED.get(wire)
    if width is None:
        raise Malformed(f"wire type {wire}")
    missing = max(0, start + at + width - size)
    value = int.from_bytes(chunk[at : at + width], "little")
    return Field(number, wire, value, start + at, width, missing)


def _varint(chunk: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, and where it ends."""
    value = 0
    for shift, byte in enumerate(chunk[at : at + _VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            if value >> 64:
                raise Malformed("a number of more than 64 bits")
            return value, at + shift + 1
    if len(chunk) - at < _VARINT_BYTES:
        raise Truncated("the message ends inside of a number")
    raise Malformed("a number of more than 10 bytes")


def numbers(window: Window, field: Field, most: int) -> list[int]:
    """The numbers of a repeated field: one, or a packed row of up to `most`."""
    if field.wire == VARINT:
        return [field.value]
    data = payload(window, field, most * _VARINT_BYTES)
    found = []
    at = 0
    for _ in range(most):
        if at >= len(data):
            break
        value, at = _varint(data, at)
        found.append(value)
    return found


def payload(window: Window, field: Field, keep: int) -> bytes:
    """Up to `keep` bytes of the payload; fewer where the window ends."""
    return window.upto(field.at, min(field.size, keep))


def message(window: Window, field: Field) -> Window:
    """A window over the payload, as far as it is there."""
    return window.cut(field.at, field.size - field.missing)


def signed(value: int) -> int:
    """`value` as an int64, which is how protobuf writes a negative one."""
    return value - (1 << 64) if value >> 63 else value
