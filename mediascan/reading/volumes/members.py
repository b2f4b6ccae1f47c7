"""Devices of other arrays and layers, by one header each.

Sources: Ceph `src/os/bluestore/BlueStore.cc` (`_write_bdev_label`); Linux `bcache_ondisk.h`;
stratisd `static_header.rs`; VDO `volume-geometry.c`; SNIA "Common RAID Disk Data Format" 2.0,
section 5; mdadm `super-intel.c`; DRBD `drbd_meta_data.c`. The checks are those of `libblkid`.
"""

from uuid import UUID

from mediascan.model.errors import Malformed
from mediascan.reading.encodings.crc32c import crc32c
from mediascan.reading.volumes.member import Member
from mediascan.reading.window import Window

BLUESTORE = b"bluestore block device\n"
BCACHE, BCACHE_AT = bytes.fromhex("c68573f64e1a45ca8265f57f48ba6d81"), 4096 + 24
STRATIS, STRATIS_AT = b"!Stra0tis\x86\xff\x02^Arh", 512 + 4
VDO = b"dmvdo001"
DDF, DDF_AT = b"\xde\x11\xde\x11", -512
IMSM, IMSM_AT = b"Intel Raid ISM Cfg Sig. ", -1024
DRBD, DRBD_AT = (b"\x83\x74\x02\x6b", b"\x83\x74\x02\x6c", b"\x83\x74\x02\x6d"), -4096 + 60
_BCACHE_ROLES = {0: "cache", 1: "backing device", 3: "cache", 4: "backing device", 5: "cache"}
_BCACHE_ROLES[6] = "backing device"
_DISK, _DISKS_AT = 48, 216  # of an Intel superblock
_VENDORS = 24  # bytes of a DDF GUID; its first 8 name the maker


def bluestore(window: Window) -> Member:
    text = window.upto(len(BLUESTORE), 37)
    uuid = text.split(b"\n")[0].decode("ascii", "replace")
    if len(uuid) != 36:
        raise Malformed("BlueStore label without a UUID")
    return Member(
        what="Ceph cluster (BlueStore)",
        details={"OSD": uuid},
        step="Objects lie in pieces over all drives of the cluster: keep the lot together"
        " and ask for the machines that ran its monitors.",
    )


def bcache(window: Window) -> Member | None:
    raw = window.read(4096, 256)
    version = _number(raw, 16, 8)
    if version not in _BCACHE_ROLES:
        return None
    role = _BCACHE_ROLES[version]
    return Member(
        what="bcache set",
        uuid=_uuid(raw, 56),
        name=_text(raw[72:104]),
        details={"role": role, "device UUID": _uuid(raw, 40)},
        step="The cache may hold writes that its backing device lacks: keep both together.",
    )


def stratis(window: Window) -> Member:
    raw = window.read(512, 512)
    pool, own = (raw[at : at + 32].decode("ascii", "replace") for at in (32, 64))
    right = crc32c(raw[4:]) == _number(raw, 0)
    return Member(
        what="Stratis pool",
        uuid=pool,
        verified=right,
        faults=[] if right else ["checksum of the Stratis header is wrong"],
        details={"device UUID": own, "size": str(_number(raw, 20, 8) * 512)},
        step="In the laboratory: copy all devices and start the pool on the copies.",
    )


def vdo(window: Window) -> Member:
    raw = window.read(0, 64)
    return Member(
        what="VDO volume (compressed, without duplicates)",
        uuid=_uuid(raw, 40),
        count=1,
        index=0,
        step="In the laboratory: copy it and activate the copy read-only with vdo or LVM.",
    )


def ddf(window: Window) -> Member:
    raw = window.read(DDF_AT, 512)
    guid = raw[8:32]
    return Member(
        what="hardware RAID (DDF)",
        uuid=guid.hex(),
        details={
            "controller": guid[:8].decode("latin-1").strip(" \0"),
            "revision": raw[32:40].decode("latin-1").strip(" \0"),
        },
        step="Keep the drives with their controller; in the laboratory mdadm --examine reads"
        " this layout from copies.",
    )


def imsm(window: Window) -> Member:
    raw = window.read(IMSM_AT, 512)
    disks = raw[56]
    serials = []
    for number in range(min(disks, (len(raw) - _DISKS_AT) // _DISK)):
        at = _DISKS_AT + number * _DISK
        serials.append(raw[at : at + 16].decode("latin-1").strip(" \0"))
    return Member(
        what="Intel Matrix RAID",
        uuid=f"{_number(raw, 40):08x}",
        count=disks,
        siblings=serials,
        details={
            "version": raw[24:32].decode("latin-1").strip(" \0"),
            "arrays": str(raw[57]),
            "generation": str(_number(raw, 44)),
        },
        step="The serial numbers of all members are listed. In the laboratory: copy them, then"
        " assemble the copies with mdadm --assemble --readonly.",
    )


def drbd(window: Window) -> Member:
    raw = window.read(-4096, 512)
    return Member(
        what="DRBD mirror",
        uuid=raw[40:48].hex(),
        needed=1,
        details={"version": "8 or later"},
        step="It is a mirror over the network: the content begins at byte 0 and is whole.",
    )


def _uuid(raw: bytes, at: int) -> str:
    return str(UUID(bytes=raw[at : at + 16]))


def _number(raw: bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(raw[at : at + size], "little")


def _text(raw: bytes) -> str:
    return raw.split(b"\0")[0].decode("utf-8", "backslashreplace")
