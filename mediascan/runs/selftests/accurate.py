"""DA-AM-08: what is read is what is there, through the shared ring as well as straight."""

import hashlib
import multiprocessing

from blake3 import blake3

from mediascan.runs.selftests.base import Check, MemoryMedium, pattern, read_whole, same
from mediascan.sources.media.ring import Follow, Lead, Ring

_SIZE = 2 * (1 << 20) + 777
_PIECES = (65_536, 100_001)


def run() -> None:
    data = pattern(_SIZE)
    sums = read_whole(MemoryMedium(data)).sums.digests
    same("SHA-256", sums[1], hashlib.sha256(data).digest())
    same("BLAKE3", sums[0], blake3(data).digest())
    for length in _PIECES:
        ring = Ring(multiprocessing.get_context("spawn"), 1, room=1 << 22)
        lead, follow = Lead(ring), Follow(ring, 0)
        for at in range(0, _SIZE, length):
            lead.put(memoryview(bytearray(data[at : at + length])), at)
            back = memoryview(bytearray(min(length, _SIZE - at)))
            same("what the ring has", follow.take(back, at) * bytes(back), data[at : at + length])


CHECK = Check("DA-AM-08", "What is read is what is there: digests are those of the bytes.", run)
