"""CRC-32C against published values, and back from a checksum to four bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.reading.encodings.crc32c import crc32c, four_bytes_of, masked


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),  # RFC 3720 B.4
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
    ],
)
def test_published_values(data, value):
    assert crc32c(data) == value


@given(st.binary(min_size=4, max_size=4), st.integers(0, 8))
def test_four_bytes_come_back_from_their_checksum(data, zeros):
    assert four_bytes_of(masked(data + bytes(zeros)), zeros) == data
