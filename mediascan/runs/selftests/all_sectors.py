"""DA-AM-06: no sector is left out, also at an end that is no whole block."""

import hashlib

from mediascan.runs.selftests.base import SECTOR, Check, MemoryMedium, pattern, read_whole, same

_ODD = 3 * (1 << 20) + 3 * SECTOR


def run() -> None:
    data = pattern(_ODD)
    content = read_whole(MemoryMedium(data))
    same("bytes read", content.read, _ODD)
    changed = data[:-1] + bytes([data[-1] ^ 1])
    other = read_whole(MemoryMedium(changed))
    if content.sums.digests == other.sums.digests:
        same("the digest after a change in the last sector", "the same", "another")
    same("SHA-256", content.sums.digests[1], hashlib.sha256(data).digest())


CHECK = Check("DA-AM-06", "All visible sectors are read, and the last one is in the digest.", run)
