"""The two tables at the head of a Deep Lake chunk: rows of u32, the last a sample's number.

Source: deeplake 3.9.52, `core/serialize.py` and `core/meta/encode/byte_positions.py`.
"""

import struct


def numbers(table: bytes, count: int) -> list[int]:
    """The first `count` numbers of a table."""
    return list(struct.unpack_from(f"<{count}I", table))


def sample_count(table: bytes, columns: int) -> int:
    """How many samples the shapes are of; 0 where their numbers do not rise."""
    last = -1
    for row in struct.iter_unpack(f"<{columns}I", table):
        if row[-1] <= last:
            return 0
        last = row[-1]
    return last + 1


def sample_bytes(table: bytes, samples: int) -> int | None:
    """Bytes of all samples, 0 of an empty table; None where a row does not follow that before it.

    The last number of each row counts samples from 0.
    """
    end, last = 0, -1
    for size, start, number in struct.iter_unpack("<3I", table):
        if start != end or number <= last:
            return None
        end, last = end + size * (number - last), number
    return end if not table or last + 1 == samples else None
