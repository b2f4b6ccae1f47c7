"""Buffers at addresses that O_DIRECT takes, without a memory map."""

import ctypes

ALIGNMENT = 4096  # a page, and no less than any logical sector in use


def aligned(size: int) -> memoryview:
    """A buffer of `size` bytes at an address that is a multiple of `ALIGNMENT`."""
    room = bytearray(size + ALIGNMENT)  # it cannot move: the view holds it
    start = -_address(memoryview(room)) % ALIGNMENT
    return memoryview(room)[start : start + size]


def is_aligned(buffer: memoryview) -> bool:
    """Whether O_DIRECT can fill `buffer`."""
    return _address(buffer) % ALIGNMENT == 0


def _address(buffer: memoryview) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(buffer))
