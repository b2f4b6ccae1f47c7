"""The superblock of XFS.

Source: "XFS Algorithms & Data Structures", 3rd edition, chapter "Superblocks". It stands at 0, big
endian. A block's number has the allocation group in its upper bits and the block in the group in
the lower `agblklog` ones, so it is no offset before it was taken apart.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from mediascan.model.errors import Malformed
from mediascan.reading.window import Window

MAGIC = b"XFSB"


@dataclass(frozen=True, slots=True)
class Groups:
    """How numbers of blocks become offsets."""

    block: int  # bytes
    blocks: int  # in an allocation group
    bits: int  # of a block's number in its group

    def place(self, offset: int) -> int:
        """The byte at which the block lies that libfsxfs says is at `offset`."""
        number, inside = divmod(offset, self.block)
        group, block = number >> self.bits, number & ((1 << self.bits) - 1)
        return (group * self.blocks + block) * self.block + inside


def is_xfs(head: bytes) -> bool:
    block = int.from_bytes(head[4:8], "big")
    return head[:4] == MAGIC and 512 <= block <= 65536 and not block & (block - 1)


def groups_of(raw: bytes) -> Groups:
    """What is needed to place blocks, of the first 512 bytes. Raises `Malformed`."""
    block, blocks, bits = _number(raw, 4), _number(raw, 84), raw[124]
    if not (is_xfs(raw) and 0 < blocks <= 1 << bits <= 1 << 31):
        raise Malformed(f"XFS with groups of {blocks} blocks, numbered with {bits} bits")
    return Groups(block, blocks, bits)


def describe(window: Window) -> dict[str, Any]:
    """Label, UUID and sizes. Raises `Truncated`."""
    raw = window.read(0, 512)
    block = _number(raw, 4)
    return {
        "type": "XFS",
        "version": str(int.from_bytes(raw[100:102], "big") & 0xF),
        "label": raw[108:120].split(b"\0")[0].decode("utf-8", "backslashreplace"),
        "uuid": str(UUID(bytes=raw[32:48])),
        "blockBytes": block,
        "bytes": _number(raw, 8, 8) * block,
        "allocationGroups": _number(raw, 88),
        "state": "being made or grown" if raw[126] else "not told by the superblock",
        "externalLog": not _number(raw, 48, 8),
    }


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "big")
