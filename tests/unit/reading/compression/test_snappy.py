"""Snappy blocks: what Google's library writes, and what a hostile one announces."""

import pytest

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.compression.snappy import decompress

WHOLE = {  # as cramjam 2 writes them
    "00": b"",
    "0308616263": b"abc",
    "640061fe01008a0100": b"a" * 100,
    "a1010c61626364fe0400fe04006e04000078": b"abcd" * 40 + b"x",
}


@pytest.mark.parametrize(("packed", "data"), WHOLE.items())
def test_what_the_library_writes_is_read(packed, data):
    assert decompress(bytes.fromhex(packed), 1000) == data


def test_a_long_literal_has_its_length_behind_the_tag():
    data = bytes(range(200))
    assert decompress(b"\xc8\x01\xf0\xc7" + data, 1000) == data


@pytest.mark.parametrize(
    ("packed", "error"),
    [
        ("ffffffff0f00", LimitExceeded),  # 4 GiB announced
        ("ffffffffff", Malformed),  # a size without an end
        ("", Malformed),
        ("0808616263", Truncated),  # ends before its size
        ("0208616263", Malformed),  # more than its size
        ("080c6162", Truncated),  # ends inside a literal
        ("08fe05", Truncated),  # ends inside a copy
        ("08006101ff", Malformed),  # copies from before the start
        ("0800610100", Malformed),  # copies from nowhere
    ],
)
def test_a_broken_block_is_told(packed, error):
    with pytest.raises(error):
        decompress(bytes.fromhex(packed), 1 << 20)
