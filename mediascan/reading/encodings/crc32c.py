"""CRC-32C (Castagnoli), by which TensorFlow, LevelDB, OCDBT and others guard blocks and records.

The standard library has none. Tables do instead of a dependency with machine code: only lengths,
headers and index blocks are checked, some KiB a file. Eight bytes a step ("slicing by 8") take some
0.3 s a megabyte.

Source: RFC 3720 appendix B.4; masked as in https://github.com/google/leveldb (util/crc32c.h).
"""

from functools import cache

_POLYNOMIAL = 0x82F63B78  # reflected
_DELTA = 0xA282EAD8  # added by `masked`, so that a checksum of a checksum is not plain
_ALL = 0xFFFFFFFF


def crc32c(data: bytes, before: int = 0) -> int:
    """The checksum of `data`; `before` is that of the bytes which stand before it."""
    t0, t1, t2, t3, t4, t5, t6, t7 = _tables()
    value = before ^ _ALL
    whole = len(data) - len(data) % 8
    for at in range(0, whole, 8):
        low = value ^ int.from_bytes(data[at : at + 4], "little")
        value = (
            t7[low & 0xFF]
            ^ t6[low >> 8 & 0xFF]
            ^ t5[low >> 16 & 0xFF]
            ^ t4[low >> 24]
            ^ t3[data[at + 4]]
            ^ t2[data[at + 5]]
            ^ t1[data[at + 6]]
            ^ t0[data[at + 7]]
        )
    for byte in data[whole:]:
        value = t0[(value ^ byte) & 0xFF] ^ value >> 8
    return value ^ _ALL


def masked(data: bytes) -> int:
    """The checksum of `data` as files store it."""
    value = crc32c(data)
    return ((value >> 15 | value << 17) + _DELTA) & _ALL


def masked_length(length: int) -> int:
    """`masked` of a u64, little endian, that is less than 2**32: many files are asked for it."""
    t7, t6, t5, t4 = _lengths()
    value = t7[length & 0xFF] ^ t6[length >> 8 & 0xFF] ^ t5[length >> 16 & 0xFF] ^ t4[length >> 24]
    return ((value >> 15 | value << 17) + _DELTA) & _ALL


def four_bytes_of(stored: int, zeros: int) -> bytes:
    """The 4 bytes that `stored`, a masked checksum, was made of; `zeros` zero bytes follow them.

    A checksum of 32 bits is a one-to-one map of 4 bytes, so a small number can be read from it.
    """
    turned = (stored - _DELTA) & _ALL
    value = ((turned >> 17 | turned << 15) & _ALL) ^ _ALL
    table = _tables()[0]
    places = {entry >> 24: place for place, entry in enumerate(table)}
    for _ in range(4 + zeros):
        place = places[value >> 24]
        value = (value ^ table[place]) << 8 & _ALL | place
    return (value ^ _ALL).to_bytes(4, "little")


@cache
def _lengths() -> tuple[tuple[int, ...], ...]:
    """The tables of `masked_length`; the last, with what eight zeros give, makes the map linear."""
    t7, t6, t5, t4 = reversed(_tables()[4:])
    zeros = crc32c(bytes(8))
    return t7, t6, t5, tuple(entry ^ zeros for entry in t4)


@cache
def _tables() -> tuple[tuple[int, ...], ...]:
    """For each byte the remainder that it leaves, with 0 to 7 bytes behind it."""
    tables = [tuple(_remainder(byte) for byte in range(256))]
    for _ in range(7):
        tables.append(tuple(tables[0][one & 0xFF] ^ one >> 8 for one in tables[-1]))
    return tuple(tables)


def _remainder(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
    return value
