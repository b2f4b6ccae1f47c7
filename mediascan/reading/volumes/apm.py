"""Apple partition map: a descriptor in block 0, and one entry a block from block 1 on.

Source: "Inside Macintosh: Devices", chapter 3; libvsapm's format specification. `ER` and the size
of a block at 0; `PM`, number of entries, first block, blocks, name and type in each entry. All
numbers are big endian.
"""

import struct

from mediascan.model.errors import InputFault
from mediascan.model.finding import fault_of
from mediascan.reading.volumes.partitions import Partition, Table, look_over
from mediascan.reading.window import Window

DESCRIPTOR, ENTRY = b"ER", b"PM\0\0"
ENTRIES_MOST = 256  # entries; maps of this size take 128 KiB
_ENTRY = struct.Struct(">4sIII32s32s")
_MAP = "Apple_partition_map"
_SPACE = ("Apple_Free", "Apple_Void", "Apple_Scratch")


def read_apm(window: Window) -> Table | None:
    """The map; None where block 1 is no entry."""
    head = window.upto(0, 512)
    block = int.from_bytes(head[2:4], "big") if head.startswith(DESCRIPTOR) else 512
    if block not in (512, 1024, 2048, 4096) or not window.has(ENTRY, block):
        block = 512  # as on optical discs, whose descriptor says 2048
        if not window.has(ENTRY, block):
            return None
    table = Table(block)
    count = int.from_bytes(window.read(block + 4, 4), "big")
    if not 0 < count <= ENTRIES_MOST:
        table.wrong(f"{count} entries announced; read are at most {ENTRIES_MOST}")
    table.facts["sectorBytes"] = block
    table.evidence.append(window.evidence(block, 64, "first entry of the partition map"))
    for number in range(1, min(count, ENTRIES_MOST) + 1):
        try:
            raw = window.read(number * block, _ENTRY.size)
        except InputFault as bad:
            table.faults.append(fault_of(bad, f"entry {number}: "))
            break
        magic, _, first, blocks, name, kind = _ENTRY.unpack(raw)
        if magic != ENTRY:
            table.wrong(f"entry {number} has no signature")
            break
        facts = {"type": _text(kind), "label": _text(name), "firstSector": first, "sectors": blocks}
        if facts["type"] not in (_MAP, *_SPACE) and blocks:
            table.partitions.append(Partition(number, first * block, blocks * block, facts))
    look_over(table, window.size, block)
    return table


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("mac-roman", "replace")
