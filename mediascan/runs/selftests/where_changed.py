"""DA-AO-08 and DA-AO-22: digests of blocks, which say where something was changed."""

from blake3 import blake3

from mediascan.engine.digests import SEGMENT
from mediascan.runs.selftests.base import Check, MemoryMedium, read_whole, same

_TAIL = b"end of the second block"


def run() -> None:
    data = bytes(SEGMENT) + _TAIL
    then = read_whole(MemoryMedium(data), segments=True).sums.segments or b""
    same("the first block", then[:32], blake3(data[:SEGMENT]).digest())
    same("the second block", then[32:], blake3(_TAIL).digest())
    changed = data[:-1] + b"!"
    now = read_whole(MemoryMedium(changed), segments=True).sums.segments or b""
    differ = [at for at in range(2) if then[32 * at : 32 * at + 32] != now[32 * at : 32 * at + 32]]
    same("the blocks that differ", differ, [1])


CHECK = Check("DA-AO-08", "A changed byte is found again in the block of 64 MiB it lies in.", run)
