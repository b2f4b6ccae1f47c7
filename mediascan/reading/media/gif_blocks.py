"""Walks the blocks of a GIF: extensions and images, each in sub-blocks of up to 255 bytes.

Source: https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

from mediascan.reading.window import Window

_BLOCKS = 100_000  # images and extensions
_STEPS = 4_000_000  # sub-blocks: half a gigabyte


def walk(window: Window, at: int) -> tuple[int | None, int]:
    """Where the picture ends, None where its trailer is missing; and how many images it has."""
    images = 0
    for _ in range(_BLOCKS):
        kind = window.upto(at, 10)
        if not kind:
            return None, images
        if kind[0] == 0x3B:
            return at + 1, images
        if kind[0] == 0x21:
            at += 2
        elif kind[0] == 0x2C and len(kind) == 10:
            images += 1
            at += 11 + (3 << ((kind[9] & 7) + 1) if kind[9] & 0x80 else 0)
        else:
            return None, images
        behind = _behind(window, at)
        if behind is None:
            return None, images
        at = behind
    return None, images


def _behind(window: Window, at: int) -> int | None:
    """Where the sub-blocks from `at` on end."""
    page, start = window.upto(at, 1 << 15), at
    for _ in range(_STEPS):
        if at - start >= len(page):
            page, start = window.upto(at, 1 << 15), at
            if not page:
                return None
        length = page[at - start]
        at += 1 + length
        if not length:
            return at
    return None
