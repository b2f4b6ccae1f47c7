"""Whether the directory of a ZIP names something: a search in its bytes, before it is parsed.

An archive of a hundred thousand members costs a parse of a second for each format that asks; this
costs a millisecond.
"""

from mediascan.reading.window import Window
from mediascan.reading.zips.directory import Directory

_PIECE = 1 << 20  # bytes searched at once


def mentions(window: Window, directory: Directory, words: tuple[bytes, ...]) -> bool:
    """Whether one of `words` stands in the directory's bytes."""
    longest = max(map(len, words))
    for start in range(0, directory.size, _PIECE):
        length = min(_PIECE + longest, directory.size - start)
        piece = window.read(directory.offset + start, length)
        if any(word in piece for word in words):
            return True
    return False
