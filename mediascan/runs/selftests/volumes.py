"""Partitions are found where their table says, and one that leaves the medium is a fault."""

import struct

from mediascan.model.limits import Limits
from mediascan.reading.window import Window
from mediascan.runs.selftests.base import SECTOR, Check, same
from mediascan.sources.volumes.registry import divide_all

_SECTORS = 65_536
_ENTRIES = ((0x83, 2048, 8192), (0x07, 16_384, 40_000), (0x83, 60_000, 99_999))


def run() -> None:
    data = bytearray(_SECTORS * SECTOR)
    for at, (kind, first, count) in enumerate(_ENTRIES):
        entry = struct.pack("<B3sB3sII", 0, b"\0\2\0", kind, b"\0\3\0", first, count)
        data[446 + 16 * at : 462 + 16 * at] = entry
    data[510:512] = b"\x55\xaa"
    divisions = divide_all(Window.over(bytes(data), Limits()), SECTOR)
    places = [
        (run.physical, run.length)
        for division in divisions
        for volume in division.volumes
        for run in volume.extents
    ]
    wanted = [(first * SECTOR, count * SECTOR) for _, first, count in _ENTRIES[:2]]
    same("the volumes", places[:2], wanted)
    if not any(division.faults for division in divisions):
        same("a partition beyond the end", "accepted", "a fault")


CHECK = Check("MEDIASCAN-01", "Partitions are read where their table says they are.", run)
