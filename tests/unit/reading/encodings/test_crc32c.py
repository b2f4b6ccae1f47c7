"""CRC-32C against published values."""

import pytest

from mediascan.reading.encodings.crc32c import crc32c, unmasked


@pytest.mark.parametrize(
    ("data", "expected"),  # RFC 3720 appendix B.4, and the usual check value
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
        (bytes(range(31, -1, -1)), 0x113FDB5C),
    ],
)
def test_published_values(data, expected):
    assert crc32c(data) == expected
    assert crc32c(data[3:], crc32c(data[:3])) == expected


def test_a_masked_one_is_the_length_of_a_record():
    """A TFRecord of 18 bytes starts with these eight bytes and this masked checksum."""
    length = (18).to_bytes(8, "little")
    crc = crc32c(length)
    masked = ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF
    assert unmasked(masked) == crc
