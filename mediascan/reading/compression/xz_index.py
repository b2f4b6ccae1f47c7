"""The index at the end of an xz file: how many blocks there are and what they unpack to.

Source: "The .xz File Format" 1.2.0, sections 2.1.2 (footer) and 4 (index). The footer has CRC-32,
the length of the index in units of four bytes less one, flags, "YZ".
"""

import zlib
from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.reading.window import Window

MAGIC, END = b"\xfd7zXZ\0", b"YZ"
HEADER = FOOTER = 12
_LONGEST = 1 << 20  # bytes of an index that is read; a record takes ten at the most
_CHECKS = {0: "none", 1: "CRC-32", 4: "CRC-64", 10: "SHA-256"}


@dataclass(frozen=True, slots=True)
class XzIndex:
    """The last stream's."""

    blocks: int
    unpacked: int  # bytes
    start: int  # where the stream begins; 0 where it fills the file


def check_name(window: Window) -> str | None:
    """The integrity check that the header at the start names; None where it is no header."""
    if not window.has(MAGIC, 0) or window.size < HEADER:
        return None
    flags = window.read(6, 2)
    right = window.cursor(8).number("I") == zlib.crc32(flags)
    return _CHECKS.get(flags[1], f"check {flags[1]}") if right and not flags[0] else None


def read_index(window: Window) -> XzIndex | None:
    """The index at the end; None where there is none. Raises `InputFault` for a bad one."""
    if window.size < HEADER + FOOTER or not window.has(END, -2):
        return None
    footer = window.read(-FOOTER, FOOTER)
    if int.from_bytes(footer[:4], "little") != zlib.crc32(footer[4:10]):
        return None
    size = (int.from_bytes(footer[4:8], "little") + 1) * 4
    at = window.size - FOOTER - size
    if at < HEADER:
        raise Malformed("index of xz is longer than the file")
    if size > _LONGEST:
        return None
    data = window.read(at, size)
    if data[0] or int.from_bytes(data[-4:], "little") != zlib.crc32(data[:-4]):
        raise Malformed("checksum of the index of xz is wrong")
    count, place = _number(data, 1)
    packed = unpacked = 0
    for _ in range(window.bounded(count)):
        length, place = _number(data, place)
        made, place = _number(data, place)
        packed += -(-length // 4) * 4
        unpacked += made
    return XzIndex(count, unpacked, at - packed - HEADER)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, seven bits a byte, and the place behind it."""
    value = 0
    for place in range(9):
        if at + place >= len(data):
            break
        byte = data[at + place]
        value |= (byte & 127) << 7 * place
        if not byte & 128:
            return value, at + place + 1
    raise Malformed("number without an end in the index of xz")
