"""The superblock of btrfs.

Source: btrfs documentation, "On-disk format", "Superblock". It stands at 64 KiB, with copies at
64 MiB and 256 GiB; little endian; CRC-32C over all but itself, which is not computed here.
"""

from typing import Any
from uuid import UUID

from mediascan.reading.window import Window

AT, MAGIC, MAGIC_AT = 0x10000, b"_BHRfS_M", 0x10040
_CHECKSUMS = {0: "crc32c", 1: "xxhash64", 2: "sha256", 3: "blake2b"}


def is_btrfs(head: bytes) -> bool:
    return head[MAGIC_AT : MAGIC_AT + len(MAGIC)] == MAGIC


def describe(window: Window) -> dict[str, Any]:
    """Label, UUIDs, sizes, and which of how many devices this is. Raises `Truncated`."""
    raw = window.read(AT, 1024)
    device = raw[201:299]
    count = _number(raw, 0x88)
    facts = {
        "type": "btrfs",
        "label": raw[0x12B : 0x12B + 256].split(b"\0")[0].decode("utf-8", "backslashreplace"),
        "uuid": str(UUID(bytes=raw[0x20:0x30])),
        "blockBytes": _number(raw, 0x90, 4),
        "bytes": _number(device, 8),
        "totalBytes": _number(raw, 0x70),
        "usedBytes": _number(raw, 0x78),
        "generation": _number(raw, 0x48),
        "devices": count,
        "deviceId": _number(device, 0),
        "deviceUuid": str(UUID(bytes=device[66:82])),
        "checksum": _CHECKSUMS.get(_number(raw, 0xC4, 2), "unknown"),
        "state": "not cleanly unmounted" if _number(raw, 0x60) else "clean",
    }
    if count > 1:
        facts["missing"] = f"{count - 1} more devices with the same UUID belong to it"
    return facts


def _number(raw: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(raw[at : at + size], "little")
