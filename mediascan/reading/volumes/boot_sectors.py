"""Boot sectors of FAT, exFAT and NTFS: label, serial number and sizes.

Sources: Microsoft "FAT: General Overview of On-Disk Format" 1.03; "exFAT file system
specification" section 3; libfsntfs, "New Technologies File System (NTFS)", chapter "Volume header".
All numbers are little endian.
"""

from typing import Any

from mediascan.reading.window import Window

MARK = b"\x55\xaa"
_SECTORS = (512, 1024, 2048, 4096)
_FAT_DIRTY_16, _FAT_DIRTY_32 = 0x8000, 0x08000000  # bits of entry 1: set means clean
_LABEL_ATTRIBUTE, _LONG_NAME = 0x08, 0x0F
_EXFAT_LABEL = 0x83
_ROOT_LOOK = 1 << 16  # bytes of a root folder in which a label is looked for
_VOLUME_NAME, _VOLUME_INFORMATION = 0x60, 0x70


def is_fat(head: bytes) -> bool:
    """Whether the BIOS parameter block is legal; BitLocker To Go, which looks like it, is not."""
    if len(head) < 512 or head[510:512] != MARK or is_exfat(head) or is_ntfs(head):
        return False
    if head[424:440].hex() == "3bd66749292ed84a8399f6a339e3d001":
        return False
    cluster = head[13]
    sectors = _number(head, 19, 2) or _number(head, 32, 4)
    table = _number(head, 22, 2) or _number(head, 36, 4)
    return (
        _number(head, 11, 2) in _SECTORS
        and cluster in (1, 2, 4, 8, 16, 32, 64, 128)
        and head[16] in (1, 2)
        and _number(head, 14, 2) > 0
        and (head[21] >= 0xF8 or head[21] == 0xF0)
        and sectors > 0
        and table > 0
    )


def is_exfat(head: bytes) -> bool:
    return head[3:11] == b"EXFAT   " and head[510:512] == MARK and not any(head[11:64])


def is_ntfs(head: bytes) -> bool:
    if head[3:11] != b"NTFS    ":
        return False
    return _number(head, 11, 2) in _SECTORS and head[13] > 0 and _number(head, 40, 8) > 0


def describe_fat(window: Window) -> dict[str, Any]:
    """What FAT12, FAT16 and FAT32 say. Raises `Truncated`."""
    head = window.read(0, 512)
    sector, cluster = _number(head, 11, 2), head[13]
    sectors = _number(head, 19, 2) or _number(head, 32, 4)
    small = _number(head, 22, 2)
    table = small or _number(head, 36, 4)
    reserved, roots = _number(head, 14, 2), _number(head, 17, 2)
    data = reserved + head[16] * table + -(-roots * 32 // sector)
    clusters = max(0, sectors - data) // max(1, cluster)
    bits = 32 if not small else 12 if clusters < 4085 else 16
    at = 67 if bits == 32 else 39
    place = reserved + head[16] * table
    if bits == 32:
        place = data + (max(2, _number(head, 44, 4)) - 2) * cluster
    listed = window.upto(place * sector, min(_ROOT_LOOK, roots * 32 or cluster * sector))
    label = _fat_label(listed) or head[at + 4 : at + 15].decode("cp437").strip()
    facts: dict[str, Any] = {
        "type": f"FAT{bits}",
        "label": "" if label == "NO NAME" else label,
        "serial": f"{_number(head, at, 4):08x}",
        "blockBytes": sector * cluster,
        "bytes": sectors * sector,
        "writtenBy": head[3:11].decode("cp437").strip(" \0"),
        "times": "local, zone unknown",
    }
    if bits != 12:
        width = bits // 8
        entry = _number(
            window.upto(reserved * sector + width, width).ljust(width, b"\xff"), 0, width
        )
        clean = entry & (_FAT_DIRTY_16 if bits == 16 else _FAT_DIRTY_32)
        facts["state"] = "clean" if clean else "not cleanly unmounted"
    return {key: value for key, value in facts.items() if value != ""}


def _fat_label(entries: bytes) -> str:
    for at in range(0, len(entries) - 31, 32):
        if not entries[at]:
            break
        attribute = entries[at + 11]
        if entries[at] != 0xE5 and attribute & 0x3F != _LONG_NAME and attribute & _LABEL_ATTRIBUTE:
            return entries[at : at + 11].decode("cp437").strip()
    return ""


def describe_exfat(window: Window) -> dict[str, Any]:
    """What exFAT says. Raises `Truncated`."""
    head = window.read(0, 512)
    sector = 1 << min(head[108], 12)
    cluster = sector << min(head[109], 25)
    heap, root = _number(head, 88, 4), max(2, _number(head, 96, 4))
    listed = window.upto(heap * sector + (root - 2) * cluster, min(_ROOT_LOOK, cluster))
    label = ""
    for at in range(0, len(listed) - 31, 32):
        if listed[at] == _EXFAT_LABEL:
            count = min(listed[at + 1], 11)
            label = listed[at + 2 : at + 2 + count * 2].decode("utf-16-le", "replace")
    facts = {
        "type": "exFAT",
        "label": label,
        "serial": f"{_number(head, 100, 4):08x}",
        "blockBytes": cluster,
        "bytes": _number(head, 72, 8) * sector,
        "state": "not cleanly unmounted" if head[106] & 2 else "clean",
        "times": "local, zone often unknown",
    }
    return {key: value for key, value in facts.items() if value != ""}


def exfat_heap(head: bytes) -> int:
    """Where the clusters begin, in bytes."""
    return _number(head, 88, 4) << min(head[108], 12)


def describe_ntfs(window: Window) -> dict[str, Any]:
    """What NTFS says, with the label out of its record $Volume. Raises `Truncated`."""
    head = window.read(0, 512)
    sector, cluster = _number(head, 11, 2), _ntfs_cluster(head)
    record = ntfs_record(head)
    facts: dict[str, Any] = {
        "type": "NTFS",
        "serial": f"{_number(head, 72, 8):016x}",
        "blockBytes": cluster,
        "bytes": _number(head, 40, 8) * sector,
    }
    if record:
        volume = window.upto(_number(head, 48, 8) * cluster + 3 * record, record)
        facts |= _ntfs_volume(volume)
    return facts


def ntfs_record(head: bytes) -> int:
    """Bytes of a record of the master file table; 0 where the boot sector makes no sense."""
    per = head[64]
    record = 1 << (256 - per) if per > 127 else per * _ntfs_cluster(head)
    return record if 512 <= record <= 65536 else 0


def _ntfs_cluster(head: bytes) -> int:
    sector, power = _number(head, 11, 2), head[13]
    return sector * power if power <= 128 else sector << min(256 - power, 31)


def _ntfs_volume(record: bytes) -> dict[str, Any]:
    """Label, version and state out of record 3: they stand before its first fix-up."""
    if record[:4] != b"FILE":
        return {}
    facts: dict[str, Any] = {}
    at = _number(record, 20, 2)
    for _ in range(32):
        kind, length = _number(record, at, 4), _number(record, at + 4, 4)
        if kind == 0xFFFFFFFF or length < 24 or at + length > len(record):
            break
        size, start = _number(record, at + 16, 4), at + _number(record, at + 20, 2)
        content = record[start : start + min(size, length)]
        if kind == _VOLUME_NAME and content:
            facts["label"] = content.decode("utf-16-le", "replace")
        elif kind == _VOLUME_INFORMATION and len(content) >= 12:
            facts["version"] = f"{content[8]}.{content[9]}"
            facts["state"] = "not cleanly unmounted" if content[10] & 1 else "clean"
        at += length
    return facts


def _number(raw: bytes, at: int, size: int) -> int:
    return int.from_bytes(raw[at : at + size], "little")
