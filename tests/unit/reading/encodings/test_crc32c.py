"""CRC-32C against published values, and back from a checksum to four bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediascan.reading.encodings.crc32c import crc32c, four_bytes_of, masked


@pytest.mark.parametrize(
    ("data", "value"),  # RFC 3720 appendix B.4, and the usual check value
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
    ],
)
def test_published_values(data, value):
    assert crc32c(data) == value
    assert crc32c(data[3:], crc32c(data[:3])) == value


def test_a_masked_one_is_that_of_the_length_of_a_record():
    """A TFRecord of 24 bytes, the first of a training log, starts with these twelve bytes."""
    assert masked((24).to_bytes(8, "little")).to_bytes(4, "little").hex() == "a37f4b22"


@given(st.binary(min_size=4, max_size=4), st.integers(0, 8))
def test_four_bytes_come_back_from_their_checksum(data, zeros):
    assert four_bytes_of(masked(data + bytes(zeros)), zeros) == data
