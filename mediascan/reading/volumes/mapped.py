"""Layers of the device mapper and beside it: LVM1, integrity, verity, snapshots, helpers of DRBD.

Sources: LVM2 `lib/format1/disk-rep.h` (version 2.02); Linux `drivers/md/dm-integrity.c` and
`dm-snap-persistent.c`; cryptsetup wiki, "DMVerity", "Verity superblock format"; util-linux
`libblkid/src/superblocks`, `drbdproxy_datalog.c` and `drbdmanage.c`. Little endian.
"""

from uuid import UUID

from mediascan.reading.volumes.member import Member
from mediascan.reading.window import Window

LVM1 = b"HM"
INTEGRITY = b"integrt\0"
VERITY = b"verity\0\0"
SNAPSHOT = b"SnAp"
PROXY = b"DRBDdlh*"
MANAGE = b"$DRBDmgr=q"
_INTEGRITY_VERSIONS = range(1, 7)
_LVM1_ID = 128
_JOURNAL_MAC, _RECALCULATING, _BITMAP = 1, 2, 4


def lvm1_pv(window: Window) -> Member | None:
    raw = window.read(0, 512)
    key, group = _text(raw[44:76]), _text(raw[172 : 172 + _LVM1_ID])
    if _number(raw, 2, 2) not in {1, 2} or not (key.isascii() and key.isalnum() and group):
        return None
    descriptor = _text(window.upto(_number(raw, 12), 32))  # "vg_on_disk": begins with its UUID
    return Member(
        what="LVM1 volume group",
        uuid=descriptor if descriptor.isascii() and descriptor.isalnum() else group,
        name=group,
        index=max(-1, _number(raw, 432) - 1),
        details={
            "version": str(_number(raw, 2, 2)),
            "physical volume": key,
            "system": _text(raw[300 : 300 + _LVM1_ID]),
            "size": str(_number(raw, 444) * 512),
        },
        step="In the laboratory: copy all drives; only LVM2 before 2.02.180 reads this format.",
    )


def dm_integrity(window: Window) -> Member | None:
    raw = window.read(0, 64)
    flags = _number(raw, 24)
    if raw[8] not in _INTEGRITY_VERSIONS:
        return None
    return Member(
        what="dm-integrity device",
        alone=True,
        details={
            "version": str(raw[8]),
            "bytes of a sum": str(_number(raw, 10, 2)),
            "content": str(_number(raw, 16, 8) * 512),
            "sector size": str(512 << min(raw[28], 8)),
            "journal": "with a MAC" if flags & _JOURNAL_MAC else "",
            "state": ", ".join(
                word
                for bit, word in ((_RECALCULATING, "sums not complete"), (_BITMAP, "bitmap in use"))
                if flags & bit
            ),
        },
        step="Its content is not in one piece: in the laboratory copy it and open the copy with"
        " integritysetup open --integrity-recovery-mode on a read-only loop device.",
    )


def dm_verity(window: Window) -> Member | None:
    raw = window.read(0, 512)
    if _number(raw, 8) != 1:
        return None
    block, blocks = _number(raw, 64), _number(raw, 72, 8)
    return Member(
        what="digests of a volume that dm-verity guards",
        uuid=str(UUID(bytes=raw[16:32])),
        alone=True,
        details={
            "algorithm": _text(raw[32:64]),
            "block size": str(block),
            "content": str(block * blocks),
            "salt": raw[88 : 88 + min(_number(raw, 80, 2), 256)].hex(),
        },
        step="The content is on another partition or drive; this tree tells whether it changed.",
    )


def dm_snapshot(window: Window) -> Member | None:
    raw = window.read(0, 16)
    valid, version, chunk = (_number(raw, at) for at in (4, 8, 12))
    if valid > 1 or version != 1 or not chunk or chunk & (chunk - 1):
        return None
    return Member(
        what="store of a snapshot",
        alone=True,
        details={
            "state": "valid" if valid else "given up: it ran full or its drive failed",
            "chunk": str(chunk * 512),
        },
        step="It holds only blocks that changed: find the volume that the snapshot is of.",
    )


def drbd_proxy(window: Window) -> Member | None:
    raw = window.read(0, 40)
    return Member(
        what="log of a DRBD proxy",
        uuid=str(UUID(bytes=raw[16:32])),
        alone=True,
        details={"version": str(_number(raw, 8, 8))},
        step="It holds writes on their way to a mirror elsewhere: find the volume itself.",
    )


def drbd_manage(window: Window) -> Member | None:
    raw = window.read(0, 44)
    key = raw[11:43].decode("latin-1")
    if raw[43:44] != b"\n" or not all(one in "0123456789abcdefABCDEF" for one in key):
        return None
    return Member(
        what="cluster of DRBD Manage",
        uuid=key,
        step="It names the machines and the volumes of the cluster: keep it with the others.",
    )


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "little")


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "backslashreplace")
