"""The local header of a ZIP member, read from a stream (APPNOTE 6.3.10, section 4.3.7)."""

import calendar
import struct
from dataclasses import dataclass

from mediascan.reading.unpacking.forward import Forward
from mediascan.reading.zips.directory import LOCAL, Member, extra_field

CRC_LATER = 8  # flag: sizes and CRC-32 stand behind the data
_HEADER = struct.Struct("<4sHHHHHIIIHH")
_FULL32 = 0xFFFFFFFF
_UNIX_TIME = 0x5455  # extra field "UT": flags, then i32 seconds of the last change


@dataclass(frozen=True, slots=True)
class LocalHeader:
    """What stands before the data of a member."""

    name: bytes
    shown: str  # the name as the directory would have it
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mtime_ns: int
    at: int  # where it stands in the stream
    fixed: bytes  # its first 30 bytes

    @property
    def encrypted(self) -> bool:
        return bool(self.flags & 1)

    def as_member(self) -> Member:
        """As if the directory said the same."""
        text = self.name.decode("utf-8", "surrogateescape")
        numbers = (self.flags, self.method, self.crc, self.packed, self.size)
        return Member(text, *numbers, 0, b"", len(self.name))


def local_header(stream: Forward) -> LocalHeader | None:
    """The header at the place of `stream`, which then is behind it; None where none stands.

    Raises `Truncated` where it is cut off.
    """
    fixed = stream.peek(_HEADER.size)
    if len(fixed) < _HEADER.size or not fixed.startswith(LOCAL):
        return None
    at = stream.at
    stream.skip(_HEADER.size)
    fields = _HEADER.unpack(fixed)
    _, _, flags, method, time, date, crc, packed, size, name_size, extra_size = fields
    name = stream.take(name_size)
    extra = stream.take(extra_size)
    wide = extra_field(extra, 1)
    if _FULL32 in {packed, size}:
        if size == _FULL32 and len(wide) >= 8:
            size, wide = int.from_bytes(wide[:8], "little"), wide[8:]
        if packed == _FULL32 and len(wide) >= 8:
            packed = int.from_bytes(wide[:8], "little")
    try:
        shown = name.decode("utf-8")
    except UnicodeDecodeError:
        wide_text = bool(flags & 0x800)
        shown = name.decode("utf-8", "surrogateescape") if wide_text else name.decode("cp437")
    numbers = (flags, method, crc, packed, size, _time(extra, date, time))
    return LocalHeader(name, shown, *numbers, at, fixed)


def _time(extra: bytes, date: int, time: int) -> int:
    """Nanoseconds of the last change; a time of DOS, which has no zone, is taken as UTC."""
    unix = extra_field(extra, _UNIX_TIME)
    if len(unix) >= 5 and unix[0] & 1:
        return int.from_bytes(unix[1:5], "little", signed=True) * 10**9
    month, day = date >> 5 & 15, date & 31
    if not (0 < month < 13 and day):
        return 0
    moment = (1980 + (date >> 9), month, day, time >> 11, time >> 5 & 63, 2 * (time & 31))
    return calendar.timegm((*moment, 0, 0, 0)) * 10**9
