"""APFS containers: what the superblock tells, and the volumes that its object map leads to.

Source: Apple, "Apple File System Reference": "Container" (nx_superblock_t), "Object Maps",
"B-Trees" and "Volumes" (apfs_superblock_t). Little endian. Offsets checked with a container that
mkapfs wrote. Only an object map of one node is walked: it has room for a hundred volumes.
"""

from dataclasses import dataclass, field
from uuid import UUID

from mediascan.model.errors import Malformed
from mediascan.reading.dates import date_of
from mediascan.reading.window import Window

CONTAINER, VOLUME = b"NXSB", b"APSB"
MAGIC_AT = 32
HEADER = 1408  # bytes of the container's superblock
_MOST_VOLUMES = 100  # NX_MAX_FILE_SYSTEMS
_ROOT_LEAF_FIXED = 7  # flags of a node
_NODE, _INFO = 56, 40  # bytes of a node's header, and of the tree's description at its end
_UNENCRYPTED, _ONE_KEY = 1, 8
_SOFTWARE = 4  # NX_CRYPTO_SW: the keys are in the container, not in the machine
_ROLES = {
    0x01: "system",
    0x02: "user",
    0x04: "recovery",
    0x08: "VM",
    0x10: "preboot",
    0x20: "installer",
    0x40: "data",
    0x80: "baseband",
    0xC0: "update",
}


@dataclass(slots=True)
class ApfsVolume:
    name: str
    uuid: str
    encrypted: bool
    one_key: bool
    role: str
    program: str
    changed: str


@dataclass(slots=True)
class Apfs:
    """What the container says."""

    block_size: int
    blocks: int
    uuid: str
    right: bool  # the superblock's checksum holds
    volumes_at: list[int]  # their object numbers
    keys: int  # blocks of the key bag: 0 without encrypted volumes
    fusion: str  # UUID of the set of two devices; empty for one
    software: bool
    volumes: list[ApfsVolume] = field(default_factory=list)


def read_apfs(window: Window) -> Apfs:
    """The superblock at the start. Raises `Truncated` or `Malformed`."""
    cursor = window.cursor(36)
    block_size, blocks = cursor.number("I"), cursor.number("Q")
    if not 4096 <= block_size <= 65_536 or block_size & (block_size - 1) or not blocks:
        raise Malformed(f"APFS container with blocks of {block_size} bytes")
    if window.cursor(24).number("I") & 0xFFFF != 1:
        raise Malformed("APFS magic in an object that is no superblock")
    most = window.cursor(180).number("I")
    if most > _MOST_VOLUMES:
        raise Malformed(f"APFS container for {most} volumes")
    cursor = window.cursor(184)
    volumes = [one for one in (cursor.number("Q") for _ in range(most)) if one]
    fusion = window.read(1280, 16)
    return Apfs(
        block_size=block_size,
        blocks=blocks,
        uuid=str(UUID(bytes=window.read(72, 16))),
        right=_checked(window.read(0, block_size)),
        volumes_at=volumes,
        keys=window.cursor(1304).number("Q"),
        fusion=str(UUID(bytes=fusion)) if any(fusion) else "",
        software=bool(window.cursor(1264).number("Q") & _SOFTWARE),
    )


def read_volumes(window: Window, found: Apfs) -> None:
    """Put into `found` the volumes that its object map leads to. Raises `InputFault`."""
    map_at = window.cursor(160).number("Q") * found.block_size
    tree_at = window.cursor(map_at + 48).number("Q") * found.block_size
    node = window.cut(tree_at, found.block_size)
    places = _places(node)
    for number in found.volumes_at:
        block = places.get(number)
        if block is None:
            raise Malformed(f"volume {number} is not in the object map")
        at = block * found.block_size
        if not window.has(VOLUME, at + MAGIC_AT):
            raise Malformed(f"no volume at byte {at}, where the object map leads")
        found.volumes.append(_volume(window.cut(at, found.block_size)))


def _places(node: Window) -> dict[int, int]:
    """Object number -> block, out of the root of an object map that is a leaf as well."""
    cursor = node.cursor(MAGIC_AT)
    flags, level, count = cursor.number("H"), cursor.number("H"), cursor.number("I")
    table, length = cursor.number("H"), cursor.number("H")
    if flags & 7 != _ROOT_LEAF_FIXED or level:
        raise Malformed("object map of several nodes, which is not walked")
    keys, values = _NODE + table + length, node.size - _INFO
    places = {}
    if count * 4 > length:
        raise Malformed(f"object map of {count} entries in {length} bytes")
    entry = node.cursor(_NODE + table)
    for _ in range(count):
        key, value = entry.number("H"), entry.number("H")
        number = node.cursor(keys + key).number("Q")
        places[number] = node.cursor(values - value + 8).number("Q")
    return places


def _volume(block: Window) -> ApfsVolume:
    flags = block.cursor(264).number("Q")
    role = block.cursor(964).number("H")
    return ApfsVolume(
        name=_text(block.read(704, 256)),
        uuid=str(UUID(bytes=block.read(240, 16))),
        encrypted=not flags & _UNENCRYPTED,
        one_key=bool(flags & _ONE_KEY),
        role=_ROLES.get(role, ""),
        program=_text(block.read(272, 32)),
        changed=date_of(block.cursor(256).number("Q")),
    )


def _checked(block: bytes) -> bool:
    """Fletcher's checksum with 64 bits, over all but its own eight bytes."""
    low = high = 0
    for at in range(8, len(block), 4):
        low = (low + int.from_bytes(block[at : at + 4], "little")) % 0xFFFFFFFF
        high = (high + low) % 0xFFFFFFFF
    first = 0xFFFFFFFF - (low + high) % 0xFFFFFFFF
    second = 0xFFFFFFFF - (low + first) % 0xFFFFFFFF
    return (second << 32 | first).to_bytes(8, "little") == block[:8]


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")
