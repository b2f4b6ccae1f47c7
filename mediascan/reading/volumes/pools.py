"""Drives of pools: VMFS, Storage Spaces, mpool, bcachefs of several devices, and UBI on flash.

Sources: vmfs-tools `libvmfs/vmfs_volume.h` and `vmfs_fs.h`; gus33000/StorageSpace and
KimVegetable/StorageSpaceReconstructor, two descriptions made independently of each other, neither
of them by Microsoft; util-linux `libblkid/src/superblocks`, `vmfs.c`, `mpool.c` and `ubi.c`; Linux
`fs/bcachefs/bcachefs_format.h` and `drivers/mtd/ubi/ubi-media.h`.
"""

import zlib
from uuid import UUID

from mediascan.model.errors import Malformed
from mediascan.reading.encodings.crc32c import crc32c
from mediascan.reading.volumes.member import Member
from mediascan.reading.volumes.superblocks import BCACHE_VERSION
from mediascan.reading.volumes.times import seconds
from mediascan.reading.window import Window

VMFS_VOLUME, VMFS_VOLUME_AT = b"\x0d\xd0\x01\xc0", 0x100000
VMFS_SYSTEM, VMFS_SYSTEM_AT = (
    b"\x5e\xf1\xab\x2f",
    (0x1200000, 0x200000),
)  # in an extent, put together
SPACES = b"SPACEDB "
SPACES_MORE, SPACES_MORE_AT = b"SDBC    ", 0x1000
MPOOL = b"mpoolDev"
UBI = b"UBI#"
_MPOOL_SUMMED, _UBI_SUMMED = 62, 60  # bytes before the checksum
_EXTENTS_MOST = 32  # of one VMFS datastore (VMware configuration maximums)
_VMFS_STEP = (
    "It holds disks of virtual machines. In the laboratory: copy all extents and read the copies"
    " with vmfs-fuse or vmfs6-fuse; hosts write to a datastore as soon as they see it."
)


def vmfs(window: Window) -> tuple[int, Member] | None:
    """The volume header, or the file system's where the extents were put together already."""
    system = next((at for at in VMFS_SYSTEM_AT if window.has(VMFS_SYSTEM, at)), -1)
    if not window.has(VMFS_VOLUME, VMFS_VOLUME_AT):
        if system < 0:
            return None
        found = Member(what="VMFS file system", alone=True, step=_VMFS_STEP)
        _vmfs_system(window, system, found)
        found.uuid = found.details["file system"]
        return system, found
    raw = window.read(VMFS_VOLUME_AT, 1024)
    count = _number(raw, 0x290)
    if not 0 < count <= _EXTENTS_MOST:
        raise Malformed(f"VMFS volume of {count} extents")
    found = Member(
        what="VMFS datastore",
        uuid=_vmfs_uuid(raw, 0x254),
        index=0 if count == 1 else -1,
        count=count,
        needed=count,
        step=_VMFS_STEP,
        details={
            "version": str(_number(raw, 4)),
            "drive": _text(raw[0x12 : 0x12 + 28]),
            "extent": _vmfs_uuid(raw, 0x82),
            "size of all extents": str(_number(raw, 0x200, 8)),
            "segments": f"{_number(raw, 0x278)} to {_number(raw, 0x280)}",
        },
    )
    if system >= 0:
        _vmfs_system(window, system, found)
    return VMFS_VOLUME_AT, found


def _vmfs_system(window: Window, at: int, found: Member) -> None:
    raw = window.read(at, 256)
    found.name = _text(raw[29 : 29 + 128])
    made = seconds(_number(raw, 169))
    found.dates = [made] if made else []
    found.details |= {
        "file system": _vmfs_uuid(raw, 9),
        "file system version": str(raw[8]),
        "block size": str(_number(raw, 161, 8)),
    }


def _vmfs_uuid(raw: bytes, at: int) -> str:
    """As VMware's tools show it: two numbers of 4 bytes, one of 2, six bytes."""
    first, second, third = _number(raw, at), _number(raw, at + 4), _number(raw, at + 8, 2)
    return f"{first:08x}-{second:08x}-{third:04x}-{raw[at + 10 : at + 16].hex()}"


def storage_spaces(window: Window) -> Member | None:
    """GUIDs of pool and drive; their place is that of the header's own number, in 16 bytes."""
    raw = window.read(0, 64)
    place = int.from_bytes(raw[8:10], "big")
    if place not in {1, 2}:
        raise Malformed(f"header of Storage Spaces with number {place}")
    pool, drive = (UUID(bytes_le=raw[at : at + 16]) for at in (16 * place, 16 * place + 16))
    names = {1: "Windows 8 or Server 2012", 2: "Windows 10, Server 2016 or later"}
    more = window.has(SPACES_MORE, SPACES_MORE_AT)
    return Member(
        what="Storage Spaces pool",
        uuid=str(pool),
        details={
            "drive": str(drive),
            "written by": names[place],
            "list of members": "at 4096" if more else "not where it should be",
        },
        step="Virtual disks lie in slabs over all drives of the pool. In the laboratory: copy them"
        " all, and attach the copies read-only to a Windows machine that is no older.",
    )


def mpool(window: Window) -> Member:
    raw = window.read(0, 66)
    right = crc32c(raw[:_MPOOL_SUMMED]) == _number(raw, _MPOOL_SUMMED)
    return Member(
        what="mpool",
        uuid=str(UUID(bytes=raw[40:56])),
        name=_text(raw[8:40]),
        verified=right,
        faults=[] if right else ["checksum of the mpool superblock is wrong"],
        details={"version": str(_number(raw, 56, 2)), "generation": str(_number(raw, 58))},
        step="It holds key-value stores (HSE); only machines with the mpool module read it.",
    )


def bcachefs(window: Window) -> Member | None:
    """Which device of how many; None for bcache, and for a file system on one device."""
    raw = window.read(4096, 256)
    version, count = _number(raw, 16, 2), raw[123]
    if version <= BCACHE_VERSION or count < 2:
        return None
    return Member(
        what="bcachefs",
        uuid=str(UUID(bytes=raw[56:72])),
        name=_text(raw[72:104]),
        index=raw[122] if raw[122] < count else -1,
        count=count,
        details={"version": str(version), "sequence": str(_number(raw, 112, 8))},
        step="In the laboratory: copy all devices and mount the copies together with"
        " -o ro,nochanges,norecovery.",
    )


def ubi(window: Window) -> Member | None:
    raw = window.read(0, 64)
    right = zlib.crc32(raw[:_UBI_SUMMED]) ^ 0xFFFFFFFF == int.from_bytes(raw[60:64], "big")
    if not right:
        return None
    image = int.from_bytes(raw[24:28], "big")
    return Member(
        what="UBI device",
        uuid=str(image),
        alone=True,
        verified=True,
        details={
            "version": str(raw[4]),
            "erasures of the first block": str(int.from_bytes(raw[8:16], "big")),
            "data offset": str(int.from_bytes(raw[20:24], "big")),
        },
        step="Blocks lie in the order of wear: read the copy with ubireader, or attach it to"
        " nandsim in the laboratory.",
    )


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "little")


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "backslashreplace").strip()
