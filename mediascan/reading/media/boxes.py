"""ISO base media files (MP4, QuickTime, HEIF, JPEG XL): boxes inside boxes.

Layout of a box: size (u32, big-endian; 1: a u64 behind the name; 0: up to the end), name (4), data.
Source: ISO/IEC 14496-12 section 4.2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.reading.window import Window

_LETTERS = frozenset(  # registered names (https://mp4ra.org) have these, and QuickTime's a (c) sign
    b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -_.\xa9"
)
LIMIT = 100_000  # boxes side by side: a film in fragments has two a second


@dataclass(frozen=True, slots=True)
class Box:
    """One box: it starts at `start`, its data at `at`, and it ends at `end`."""

    name: bytes
    start: int
    at: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.at


def boxes(window: Window, at: int, end: int, reach: int = LIMIT) -> Iterator[Box]:
    """The boxes from `at` to `end`; ends in front of what cannot be a box."""
    for _ in range(reach):
        box = box_at(window, at, end)
        if box is None:
            return
        yield box
        at = box.end
        if at >= end:
            return


def box_at(window: Window, at: int, end: int) -> Box | None:
    """The box at `at`, whose announced end may lie behind `end`; None where there is none."""
    if at + 8 > min(end, window.size):
        return None
    head = window.sparse(at, min(16, window.size - at))
    name, size, data = head[4:8], int.from_bytes(head[:4], "big"), at + 8
    if not all(byte in _LETTERS for byte in name):
        return None
    if size == 1:
        if len(head) < 16:
            return None
        size, data = int.from_bytes(head[8:16], "big"), at + 16
    stop = end if size == 0 else at + size
    return Box(name, at, data, stop) if stop >= data else None


def find(window: Window, inside: Box, *path: bytes) -> Box | None:
    """The first box of that path below `inside`, None where it is missing."""
    for name in path:
        found = (b for b in boxes(window, inside.at, inside.end, 1000) if b.name == name)
        box = next(found, None)
        if box is None:
            return None
        inside = box
    return inside


def full(window: Window, box: Box, length: int) -> bytes:
    """Up to `length` bytes of the data of `box`."""
    return window.upto(box.at, min(length, max(0, box.size)))
