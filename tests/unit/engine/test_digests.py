"""The buffers that files are read into."""

import ctypes

import pytest

from mediascan.engine.digests import BUFFER, CACHE_LINE, RING_BUFFER, aligned


@pytest.mark.parametrize("size", [4096, BUFFER, RING_BUFFER])
def test_a_buffer_begins_with_a_line_of_the_cache(size):
    made = [aligned(size) for _ in range(20)]
    assert all(len(one) >= size for one in made)
    assert not any(ctypes.addressof(ctypes.c_char.from_buffer(one)) % CACHE_LINE for one in made)
