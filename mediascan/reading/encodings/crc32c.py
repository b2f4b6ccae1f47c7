"""CRC-32C (Castagnoli), which TensorFlow, LevelDB and others put behind their blocks and records.

The standard library has none. A table of 256 numbers does instead of a dependency with machine
code: only lengths, headers and index blocks are checked, some KiB a file, at some 10 MB a second.

Source: RFC 3720 appendix B.4; masked as in https://github.com/google/leveldb (util/crc32c.h).
"""

from functools import cache

_POLYNOMIAL = 0x82F63B78  # reflected
_DELTA = 0xA282EAD8  # added by `masked`, so that a checksum of a checksum is not plain


def crc32c(data: bytes) -> int:
    """The checksum of `data`."""
    table = _table()
    value = 0xFFFFFFFF
    for byte in data:
        value = table[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ 0xFFFFFFFF


def masked(data: bytes) -> int:
    """The checksum of `data` as files store it."""
    value = crc32c(data)
    return ((value >> 15 | value << 17) + _DELTA) & 0xFFFFFFFF


def four_bytes_of(stored: int, zeros: int) -> bytes:
    """The 4 bytes that `stored`, a masked checksum, was made of; `zeros` zero bytes follow them.

    A checksum of 32 bits is a one-to-one map of 4 bytes, so a small number can be read from it.
    """
    turned = (stored - _DELTA) & 0xFFFFFFFF
    value = ((turned >> 17 | turned << 15) & 0xFFFFFFFF) ^ 0xFFFFFFFF
    table = _table()
    places = {entry >> 24: place for place, entry in enumerate(table)}
    for _ in range(4 + zeros):
        place = places[value >> 24]
        value = (value ^ table[place]) << 8 & 0xFFFFFFFF | place
    return (value ^ 0xFFFFFFFF).to_bytes(4, "little")


@cache
def _table() -> tuple[int, ...]:
    """For each byte: the remainder that it leaves."""
    return tuple(_remainder(byte) for byte in range(256))


def _remainder(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
    return value
