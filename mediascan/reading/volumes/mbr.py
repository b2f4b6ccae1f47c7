"""The master boot record: four entries, and chains of logical partitions behind extended ones.

Source: "ATA/ATAPI Command Set" has none; the layout is that of util-linux `libblkid/src/partitions/
dos.c` and Microsoft's "Master Boot Record" pages. 446 bytes of boot code, four entries of 16 bytes
(status, first CHS, type, last CHS, first sector, sectors: little endian), 0x55 0xAA at 510.
"""

import struct
from dataclasses import dataclass

from mediascan.model.errors import InputFault
from mediascan.model.finding import fault_of
from mediascan.reading.volumes.partitions import Partition, Table, look_over
from mediascan.reading.window import Window

MARK, MARK_AT, ENTRIES_AT = b"\x55\xaa", 510, 446
EXTENDED = frozenset({0x05, 0x0F, 0x85})
PROTECTIVE = 0xEE
LOGICAL_FROM = 5  # the first logical partition's number, as Linux and Windows count
LOGICAL_MOST = 1024  # boot records of one chain; Linux stops at 256 partitions
_ENTRY = struct.Struct("<B3xB3xII")
_FILE_SYSTEMS = ((b"NTFS    ", 3), (b"EXFAT   ", 3), (b"-FVE-FS-", 3), (b"ReFS\0\0\0\0", 3))
_FAT = ((b"FAT12   ", 54), (b"FAT16   ", 54), (b"FAT     ", 54), (b"FAT32   ", 82))
TYPES = {
    0x01: "FAT12",
    0x04: "FAT16 below 32 MiB",
    0x06: "FAT16",
    0x07: "NTFS, exFAT or HPFS",
    0x0B: "FAT32",
    0x0C: "FAT32 (LBA)",
    0x0E: "FAT16 (LBA)",
    0x0F: "extended (LBA)",
    0x05: "extended",
    0x17: "hidden NTFS",
    0x27: "Windows recovery",
    0x42: "Windows dynamic disk",
    0x82: "Linux swap",
    0x83: "Linux",
    0x85: "Linux extended",
    0x8E: "Linux LVM",
    0xA5: "FreeBSD",
    0xA6: "OpenBSD",
    0xA8: "Apple UFS",
    0xA9: "NetBSD",
    0xAF: "Apple HFS or APFS",
    0xBE: "Solaris boot",
    0xBF: "Solaris",
    0xDA: "no file system",
    0xE8: "LUKS",
    0xEE: "GPT protective",
    0xEF: "EFI system",
    0xFB: "VMware VMFS",
    0xFC: "VMware swap",
    0xFD: "Linux RAID autodetect",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a boot record, in sectors."""

    status: int
    type: int
    first: int
    count: int


def entries_of(sector: bytes) -> tuple[Entry, ...]:
    """The four entries of a boot record; empty where it has no mark at its end."""
    if sector[MARK_AT : MARK_AT + 2] != MARK:
        return ()
    return tuple(Entry(*_ENTRY.unpack_from(sector, ENTRIES_AT + 16 * i)) for i in range(4))


def is_file_system(sector: bytes) -> bool:
    """Whether this boot sector is that of a volume: it has the same mark at its end."""
    if any(sector[at : at + len(magic)] == magic for magic, at in _FILE_SYSTEMS):
        return True
    block = int.from_bytes(sector[11:13], "little")
    fat = any(sector[at : at + len(magic)] == magic for magic, at in _FAT)
    return fat and block in (512, 1024, 2048, 4096) and sector[16] in (1, 2)


def read_mbr(window: Window, sector: int) -> Table | None:
    """The table in the first sector; None where there is none, or only the one that protects GPT.

    Logical partitions are numbered from 5 on, as their boot records follow each other.
    """
    head = window.upto(0, 512)
    entries = entries_of(head)
    used = [one for one in entries if one.type and one.count]
    if not used or is_file_system(head) or any(one.status not in (0, 0x80) for one in entries):
        return None
    if any(one.type == PROTECTIVE for one in used):
        return None
    table = Table(sector)
    table.facts["diskId"] = f"{int.from_bytes(head[440:444], 'little'):08x}"
    table.evidence.append(window.evidence(ENTRIES_AT, 64, "partition entries of the MBR"))
    logical: list[Partition] = []
    for number, one in enumerate(entries, 1):
        if not one.type or not one.count:
            continue
        if one.type in EXTENDED:
            _chain(window, table, one, logical)
        else:
            table.partitions.append(_partition(number, one, one.first, sector))
    table.partitions += logical
    look_over(table, window.size, sector)
    return table


def _partition(number: int, one: Entry, first: int, sector: int) -> Partition:
    facts = {
        "type": f"0x{one.type:02x}",
        "typeName": TYPES.get(one.type, "unknown"),
        "bootable": one.status == 0x80,
        "firstSector": first,
        "sectors": one.count,
    }
    return Partition(number, first * sector, one.count * sector, facts)


def _chain(window: Window, table: Table, outer: Entry, logical: list[Partition]) -> None:
    """The logical partitions in `outer`, each behind a boot record that names the next."""
    at, seen = outer.first, set[int]()
    for _ in range(LOGICAL_MOST):
        if at in seen:
            table.wrong(f"chain of logical partitions goes in a circle at sector {at}")
            return
        seen.add(at)
        try:
            entries = entries_of(window.read(at * table.sector, 512))
        except InputFault as bad:
            table.faults.append(fault_of(bad, f"extended boot record at sector {at}: "))
            return
        if not entries:
            table.wrong(f"extended boot record at sector {at} has no mark at its end")
            return
        following = 0
        for one in entries[:2]:
            if one.type in EXTENDED and one.count:
                following = following or outer.first + one.first
            elif one.type and one.count:
                number = LOGICAL_FROM + len(logical)
                logical.append(_partition(number, one, at + one.first, table.sector))
        if not following:
            return
        at = following
    table.wrong(f"more than {LOGICAL_MOST} logical partitions: the rest is not read")
