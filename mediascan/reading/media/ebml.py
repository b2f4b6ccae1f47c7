"""EBML: elements of an id, a size and data; both numbers say their own length.

Source: https://www.rfc-editor.org/rfc/rfc8794 sections 5 and 6.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.reading.window import Window

_ELEMENTS = 1000  # side by side


@dataclass(frozen=True, slots=True)
class Element:
    """One element; `size` is -1 where it is not known."""

    id: int
    at: int
    size: int


def elements(window: Window, at: int, end: int, most: int = _ELEMENTS) -> Iterator[Element]:
    """The elements from `at` to `end`; ends in front of what is none."""
    for _ in range(most):
        head = window.sparse(at, min(12, window.size - at)) if at < min(end, window.size) else b""
        if not head or not head[0]:
            return
        id_length = 9 - head[0].bit_length()
        if id_length > 4 or len(head) <= id_length or not head[id_length]:
            return
        length = 9 - head[id_length].bit_length()
        if len(head) < id_length + length:
            return
        raw = int.from_bytes(head[id_length : id_length + length], "big")
        size = raw & (1 << 7 * length) - 1
        if size == (1 << 7 * length) - 1:
            size = -1
        at += id_length + length
        yield Element(int.from_bytes(head[:id_length], "big"), at, size)
        if size < 0:
            return
        at += size


def number(data: bytes) -> float:
    """A floating-point number of four or eight bytes."""
    return float(struct.unpack(">f" if len(data) == 4 else ">d", data)[0])
