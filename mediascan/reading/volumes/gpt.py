"""The GUID partition table: two headers, two arrays of entries, checksums over each.

Source: UEFI Specification 2.10, chapter 5. The header stands in sector 1, its copy in the last
sector; all numbers are little endian, names UTF-16. CRC-32 over the header with its own field as
zeros, and over the whole array. A disk that moved between adapters may have been written with
another size of sector than it is read with: both 512 and 4096 are tried.
"""

import struct
import zlib
from dataclasses import dataclass
from uuid import UUID

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.model.finding import FaultKind, fault_of
from mediascan.reading.volumes.gpt_types import TYPES
from mediascan.reading.volumes.mbr import MARK, MARK_AT, PROTECTIVE, entries_of, is_file_system
from mediascan.reading.volumes.partitions import Partition, Table, look_over
from mediascan.reading.window import Window

MAGIC = b"EFI PART"
SECTORS = (512, 4096)
ARRAY_MOST = 4 << 20  # bytes of entries: 32,768 of 128 bytes; the specification wants 128 entries
_HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")
_ENTRY = struct.Struct("<16s16sQQQ72s")
_FLAGS = {0: "required", 1: "hidden from EFI", 2: "legacy boot", 60: "read-only", 62: "hidden"}


@dataclass(frozen=True, slots=True)
class Header:
    """One of the two headers, with the entries that it names. Numbers are sectors."""

    at: int  # bytes
    own: int
    other: int
    first: int
    last: int
    uuid: str
    entries_at: int
    count: int
    size: int  # bytes of an entry
    array: bytes
    right: bool  # both checksums hold


def read_gpt(window: Window, sector: int) -> Table | None:
    """The table; None where neither header nor a protective MBR is there.

    Raises `Malformed` where headers are there, but none with a right checksum.
    """
    head = window.upto(0, 512)
    boot = [one for one in entries_of(head) if one.type and one.count]
    protective = any(one.type == PROTECTIVE for one in boot) and not is_file_system(head)
    tried = [sector, *(size for size in SECTORS if size != sector)]
    table = next((found for size in tried if (found := _with_sector(window, size))), None)
    if table is None:
        if not protective:
            return None
        table = Table(sector)
        table.facts |= {"partitions": 0, "protectiveOnly": True}
        table.evidence.append(window.evidence(446, 64, "MBR entry that protects a GPT"))
        table.wrong("an MBR protects a GPT of which neither header is there")
        return table
    if table.sector != sector:
        table.wrong(f"written with sectors of {table.sector} bytes; the medium has {sector}")
    others = [one for one in boot if one.type != PROTECTIVE]
    if not protective:
        said = "boot record without the entry that protects it" if head[MARK_AT:] == MARK else "MBR"
        table.wrong(f"GPT beside {'a ' if boot else 'no '}{said}")
    elif others:
        table.facts["hybridMbr"] = [
            {"type": f"0x{one.type:02x}", "firstSector": one.first, "sectors": one.count}
            for one in others
        ]
    return table


def _with_sector(window: Window, sector: int) -> Table | None:
    """The table, read with sectors of so many bytes."""
    table = Table(sector)
    first = _header(window, table, sector, "primary")
    at = first.other * sector if first and first.right else window.size - sector
    second = _header(window, table, at // sector * sector, "backup")
    if second is None and at != window.size - sector:
        at = (window.size - sector) // sector * sector
        second = _header(window, table, at, "backup")
    found = [one for one in (first, second) if one is not None]
    if not found:
        return None
    best = next((one for one in found if one.right), None)
    if best is None:
        raise Malformed("GPT headers are there, but their checksums are wrong")
    _compare(table, first, second)
    _entries(table, best)
    name = "primary" if best is first else "backup"
    table.facts |= {"diskId": best.uuid, "readFrom": name, "sectorBytes": sector}
    table.facts["firstUsable"] = best.first
    table.facts["lastUsable"] = best.last
    table.evidence.append(window.evidence(best.at, 64, f"GPT, {name} header"))
    look_over(table, window.size, best.first * sector)
    return table


def _header(window: Window, table: Table, at: int, name: str) -> Header | None:
    """The header at `at`; None, with a fault in `table` where it is broken, if there is none."""
    if at < 0 or not window.has(MAGIC, at):
        return None
    try:
        return _read_header(window, table, at, name)
    except InputFault as bad:
        table.faults.append(fault_of(bad, f"{name} header: "))
        return None


def _read_header(window: Window, table: Table, at: int, name: str) -> Header:
    raw = window.read(at, 512)
    _, _, length, check, _, own, other, first, last, disk, start, count, size, array_check = (
        _HEADER.unpack_from(raw)
    )
    if not _HEADER.size <= length <= 512 or not 128 <= size <= 4096 or size % 128:
        raise Malformed(f"header of {length} bytes, entries of {size} bytes")
    if count * size > ARRAY_MOST:
        raise LimitExceeded(f"{count} entries of {size} bytes; limit {ARRAY_MOST} bytes")
    right = zlib.crc32(raw[:16] + bytes(4) + raw[20:length]) == check
    if not right:
        table.wrong(f"checksum of the {name} header is wrong")
    array = b""
    try:
        array = window.read(start * table.sector, count * size)
    except InputFault as bad:
        table.faults.append(fault_of(bad, f"{name} entries: "))
        right = False
    if array and zlib.crc32(array) != array_check:
        table.wrong(f"checksum of the {name} entries is wrong")
        right = False
    if own * table.sector != at:
        table.wrong(f"{name} header says that it stands in sector {own}, not {at // table.sector}")
    uuid = str(UUID(bytes_le=disk))
    return Header(at, own, other, first, last, uuid, start, count, size, array, right)


def _compare(table: Table, first: Header | None, second: Header | None) -> None:
    if first is None or second is None:
        table.wrong(f"{'primary' if first is None else 'backup'} header is missing")
        return
    if first.right and second.right:
        if first.uuid != second.uuid:
            table.wrong(f"headers disagree: disk {first.uuid} and {second.uuid}")
        elif first.array != second.array:
            table.wrong("headers disagree: their entries differ")


def _entries(table: Table, header: Header) -> None:
    for index in range(header.count):
        raw = header.array[index * header.size :][: _ENTRY.size]
        kind, own, first, last, flags, name = _ENTRY.unpack(raw)
        if not any(kind):
            continue
        if last < first:
            table.wrong(f"partition {index + 1} ends in sector {last}, before it begins in {first}")
            continue
        if first < header.first or last > header.last:
            table.wrong(f"partition {index + 1} leaves the usable sectors", FaultKind.MALFORMED)
        guid = str(UUID(bytes_le=kind))
        facts = {
            "type": guid,
            "typeName": TYPES.get(guid, "unknown"),
            "partitionId": str(UUID(bytes_le=own)),
            "label": name.decode("utf-16-le", "replace").split("\0")[0],
            "flags": [text for bit, text in _FLAGS.items() if flags >> bit & 1],
            "firstSector": first,
            "sectors": last - first + 1,
        }
        size = (last - first + 1) * table.sector
        table.partitions.append(Partition(index + 1, first * table.sector, size, facts))
