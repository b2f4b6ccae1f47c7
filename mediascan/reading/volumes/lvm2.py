"""LVM2: the label of a physical volume, and the text that describes its volume group.

Source: lvm2 `lib/format_text/layout.h` and `lvmcache`; libvslvm, "Logical Volume Manager (LVM)
format". `LABELONE` in one of the first four sectors; a header with the volume's ID, its data areas
and its metadata areas; in a metadata area a header of 512 bytes says where in the ring the text
stands. Checksums are CRC-32 that starts with 0xf597a6cf.
"""

import zlib
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from mediascan.model.errors import InputFault, LimitExceeded, Malformed
from mediascan.reading.volumes.lvm2_text import parse_text
from mediascan.reading.window import Window

LABEL, TYPE = b"LABELONE", b"LVM2 001"
SECTOR = 512
PLACES = tuple(SECTOR * number for number in range(4))
AREAS_MOST = 16  # of data, and of metadata: lvm2 itself makes one or two
TEXT_MOST = 8 << 20  # bytes of metadata; lvm2 makes rings of 1 MiB
_MAGIC = b" LVM2 x[5A%r0N*>"
_START = 0xF597A6CF
_HEADER = 512


@dataclass(slots=True)
class PhysicalVolume:
    """One physical volume, and what its metadata tells of its group."""

    at: int  # of the label
    id: str
    size: int
    data_at: int
    faults: list[str] = field(default_factory=list)
    group: str = ""
    host: str = ""  # that wrote the metadata
    text: dict[str, Any] = field(default_factory=dict)  # of the group; empty without metadata
    text_at: int = -1


def label_at(window: Window) -> int:
    """Where the label stands; -1 without one."""
    for at in PLACES:
        if window.has(LABEL, at) and window.has(TYPE, at + 24):
            return at
    return -1


def read_lvm2(window: Window) -> PhysicalVolume | None:
    """The physical volume; None where no label is there. Raises `InputFault`."""
    at = label_at(window)
    if at < 0:
        return None
    sector = window.read(at, SECTOR)
    start = _number(sector, 20, 4)
    if not 32 <= start <= SECTOR - 40:
        raise Malformed(f"LVM2 label whose header begins at {start}")
    found = PhysicalVolume(at, _id(sector[start : start + 32]), _number(sector, start + 32), 0)
    if _check(sector[20:]) != _number(sector, 16, 4):
        found.faults.append("checksum of the label is wrong")
    if _number(sector, 8) != at // SECTOR:
        found.faults.append(f"the label says that it stands in sector {_number(sector, 8)}")
    data, place = _areas(sector, start + 40)
    metadata, _ = _areas(sector, place)
    found.data_at = data[0][0] if data else 0
    for offset, size in metadata:
        try:
            _read_text(window, offset, size, found)
        except InputFault as bad:
            found.faults.append(f"metadata at {offset}: {bad}")
        if found.text:
            break
    return found


def _areas(sector: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Pairs of offset and size up to an empty one, and where the next list begins."""
    found = []
    for _ in range(AREAS_MOST):
        offset, size = _number(sector, at), _number(sector, at + 8)
        at += 16
        if not offset or at > SECTOR - 16:
            break
        found.append((offset, size))
    return found, at


def _read_text(window: Window, at: int, size: int, found: PhysicalVolume) -> None:
    header = window.read(at, _HEADER)
    if header[4:20] != _MAGIC:
        raise Malformed("header without its magic")
    if _check(header[4:]) != _number(header, 0, 4):
        found.faults.append(f"checksum of the metadata header at {at} is wrong")
    start, length, check = _number(header, 40), _number(header, 48), _number(header, 56, 4)
    if not start:
        return  # a volume that belongs to no group
    if not _HEADER <= start < size or length > size - _HEADER:
        raise Malformed(f"text of {length} bytes at {start} in a ring of {size}")
    if length > TEXT_MOST:
        raise LimitExceeded(f"text of {length} bytes; limit {TEXT_MOST}")
    first = min(length, size - start)
    text = window.read(at + start, first)
    text += window.read(at + _HEADER, length - first) if length > first else b""
    if _check(text) != check:
        found.faults.append(f"checksum of the metadata at {at + start} is wrong")
    found.text_at = at + start
    said = parse_text(text.rstrip(b"\0").decode("utf-8", "replace"))
    found.host = str(said.get("creation_host", ""))
    for name, value in said.items():
        if isinstance(value, dict):
            found.group, found.text = name, value
            return
    raise Malformed("text without a volume group")


def _check(data: bytes) -> int:
    """CRC-32 as lvm2 has it: another start, and no inversion."""
    return zlib.crc32(data, _START ^ 0xFFFFFFFF) ^ 0xFFFFFFFF


def _id(raw: bytes) -> str:
    """An ID as lvm2 shows it: groups of 6, 4, 4, 4, 4, 4 and 6 letters."""
    text = raw.decode("latin-1")
    cuts = (0, 6, 10, 14, 18, 22, 26, 32)
    return "-".join(text[a:b] for a, b in pairwise(cuts))


def _number(raw: bytes, at: int, size: int = 8) -> int:
    return int.from_bytes(raw[at : at + size], "little")
