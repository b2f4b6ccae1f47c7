"""Walks frames of sound that follow one another and say their length."""

from collections.abc import Callable

from mediascan.reading.media.mpeg_audio import Frame
from mediascan.reading.window import Window

PROOF = 4  # frames in a row that are no chance: their sync alone has 11 bits each
_FRAMES = 200_000  # followed: one hour and a half
_STEP = 1 << 16
_TAIL = 4096  # bytes: two of the longest frames of MP3
_TRIES = 64  # bytes FF in them: one in 256 by chance


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


def ends_in_frames(
    window: Window, end: int, read: Callable[[bytes], Frame | None], first: Frame
) -> bool:
    """Whether two or more frames like `first` fill the last bytes before `end`, up to it.

    Then all before them is taken to be frames as well: to follow a song's takes 20 ms.
    """
    tail = window.sparse(max(0, end - _TAIL), min(_TAIL, end))
    at = tail.find(b"\xff")
    for _ in range(_TRIES):
        if at < 0:
            return False
        if _fills(tail[at:], read, first):
            return True
        at = tail.find(b"\xff", at + 1)
    return False


def _fills(data: bytes, read: Callable[[bytes], Frame | None], first: Frame) -> bool:
    at = 0
    for number in range(_TAIL):
        frame = read(data[at : at + 8])
        if frame is None or (frame.rate, frame.codec) != (first.rate, first.codec):
            return False
        at += frame.length
        if at >= len(data):
            return at == len(data) and number > 0
    return False


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
