"""DA-AM-09 and DA-AM-10: bad sectors are told to the sector, and zeros stand for them."""

import hashlib

from mediascan.model.limits import MIB
from mediascan.runs.selftests.base import (
    SECTOR,
    Check,
    MemoryMedium,
    pattern,
    read_whole,
    same,
)

_BAD = frozenset({5, 6, 2050, 4095})
_RANGES = [(5 * SECTOR, 2 * SECTOR), (2050 * SECTOR, SECTOR), (4095 * SECTOR, SECTOR)]


def located() -> None:
    content = read_whole(MemoryMedium(pattern(2 * MIB), _BAD))
    same("ranges", [(one.offset, one.length) for one in content.holes], _RANGES)
    same("bytes lost", content.lost, len(_BAD) * SECTOR)
    same("the digest of all of it", content.sums.digests[1], None)


def filled() -> None:
    data = bytearray(pattern(2 * MIB))
    content = read_whole(MemoryMedium(bytes(data), _BAD))
    for at, length in _RANGES:
        data[at : at + length] = bytes(length)
    same("SHA-256 with zeros", content.readable.digests[1], hashlib.sha256(data).digest())


LOCATED = Check("DA-AM-09", "Read errors are told, with the sectors that gave nothing.", located)
FILLED = Check("DA-AM-10", "Zeros stand for what gave nothing, and the digest says so.", filled)
