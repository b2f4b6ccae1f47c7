"""Walks frames of sound that follow one another and say their length."""

from collections.abc import Callable

from mediascan.reading.media.mpeg_audio import Frame
from mediascan.reading.window import Window

PROOF = 4  # frames in a row that are no chance: their sync alone has 11 bits each
_FRAMES = 200_000  # followed: one hour and a half
_STEP = 1 << 16


def follow(window: Window, at: int, end: int, read: Callable[[bytes], Frame | None]) -> int:
    """Where the frames from `at` on end, looked at up to `end` or the limit of frames."""
    page, start = b"", at
    for _ in range(_FRAMES):
        if at - start + 8 > len(page):
            page, start = window.sparse(at, min(_STEP, end - at)) if at < end else b"", at
        frame = read(page[at - start : at - start + 8])
        if frame is None:
            break
        at += frame.length
    return min(at, end)


def proven(window: Window, at: int, read: Callable[[bytes], Frame | None]) -> Frame | None:
    """The first frame at `at`, where as many as PROOF follow each other, or fill the window."""
    first = None
    for _ in range(PROOF):
        frame = read(window.upto(at, 8))
        if frame is None:
            return first if first and at >= window.size else None
        if first and (frame.rate, frame.codec) != (first.rate, first.codec):
            return None
        first = first or frame
        at += frame.length
    return first
