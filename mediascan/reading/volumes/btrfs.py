"""The superblock of btrfs.

Source: btrfs documentation, "On-disk format", "Superblock". It stands at 64 KiB, with copies at
64 MiB and 256 GiB; little endian; a checksum over all but itself, which is computed for members.
"""

import hashlib
from typing import Any
from uuid import UUID

from mediascan.reading.encodings.crc32c import crc32c
from mediascan.reading.volumes.member import Member
from mediascan.reading.window import Window

AT, MAGIC, MAGIC_AT = 0x10000, b"_BHRfS_M", 0x10040
_CHECKSUMS = {0: "crc32c", 1: "xxhash64", 2: "sha256", 3: "blake2b"}
_SIZE, _SUMMED_FROM = 4096, 32  # bytes of the superblock, and of its checksum's place
_CHUNKS_AT, _CHUNKS_MOST = 0x32B, 2048  # "sys_chunk_array": where the roots of all trees lie
_KEY, _CHUNK, _STRIPE = 17, 48, 32  # bytes of a key, of a chunk without its stripes, of a stripe
_PROFILES = (
    (3, "RAID0"), (4, "RAID1"), (5, "DUP"), (6, "RAID10"), (7, "RAID5"), (8, "RAID6"),
    (9, "RAID1C3"), (10, "RAID1C4"),
)  # fmt: skip


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


def member(window: Window) -> Member | None:
    """Which device of how many this is; None where it is the only one. Raises `Truncated`.

    Devices beside it are named as far as system chunks lie on them.
    """
    raw = window.read(AT, _SIZE)
    count, own = _number(raw, 0x88), _number(raw, 0xC9)
    if count < 2:
        return None
    kind = _number(raw, 0xC4, 2)
    sum_ = _checksum(kind, raw[_SUMMED_FROM:])
    wrong = bool(sum_) and not raw.startswith(sum_)
    profile, devices = _system_chunks(raw)
    devices.pop(own, None)
    return Member(
        what="btrfs",
        uuid=str(UUID(bytes=raw[0x20:0x30])),
        name=raw[0x12B : 0x12B + 256].split(b"\0")[0].decode("utf-8", "backslashreplace"),
        index=own - 1 if 0 < own <= count else -1,
        count=count,
        siblings=[f"device {number}: {uuid}" for number, uuid in sorted(devices.items())],
        verified=bool(sum_) and not wrong,
        faults=["checksum of the superblock is wrong"] if wrong else [],
        details={
            "device": str(own),
            "device UUID": str(UUID(bytes=raw[0x10B:0x11B])),
            "generation": str(_number(raw, 0x48)),
            "checksum": _CHECKSUMS.get(kind, "unknown"),
            "profile of system chunks": profile,
        },
        step="In the laboratory: copy all devices and mount the copies together with"
        " -o ro,rescue=nologreplay.",
    )


def _checksum(kind: int, data: bytes) -> bytes:
    """What the superblock must begin with; b"" for a kind that is not computed here."""
    if kind == 0:
        return crc32c(data).to_bytes(4, "little")
    if kind == 2:
        return hashlib.sha256(data).digest()
    return hashlib.blake2b(data, digest_size=32).digest() if kind == 3 else b""


def _system_chunks(raw: bytes) -> tuple[str, dict[int, str]]:
    """The profile of the first system chunk, and devices with their UUIDs."""
    profile, devices = "", {}
    at, end = _CHUNKS_AT, _CHUNKS_AT + min(_number(raw, 0xA0, 4), _CHUNKS_MOST)
    while at + _KEY + _CHUNK + _STRIPE <= end:
        chunk = at + _KEY
        bits, stripes = _number(raw, chunk + 24), _number(raw, chunk + 44, 2)
        if not profile:
            profile = next((name for bit, name in _PROFILES if bits >> bit & 1), "single")
        at = chunk + _CHUNK
        for _ in range(min(stripes, (end - at) // _STRIPE)):
            devices[_number(raw, at)] = str(UUID(bytes=raw[at + 16 : at + 32]))
            at += _STRIPE
    return profile, devices


def _number(raw: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(raw[at : at + size], "little")
