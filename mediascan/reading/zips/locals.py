"""ZIP without its directory: the members that the local headers of a cut archive still tell.

A local header (APPNOTE 6.3.10, section 4.3.7) holds the name and, unless bit 3 of the flags puts
them behind the data, the sizes; then the next header follows.
"""

import struct
from collections.abc import Iterator

from mediascan.reading.window import Window
from mediascan.reading.zips.directory import LOCAL, METHOD_NAMES, Member, extra_field

_HEADER = struct.Struct("<4sHHHHHIIIHH")
_NEWEST = 63  # version needed to extract: 6.3 is the newest defined (4.4.3.2)
_MOST = 256  # members followed: each may cost a read of 64 KiB


def first_local(window: Window) -> tuple[Member, int] | None:
    """The member at offset 0 and where its data starts; None where no local header stands."""
    return _local(window, 0)


def walk_locals(window: Window) -> Iterator[tuple[Member, int]]:
    """Each member with the offset of its data, as far as the sizes are known before the data."""
    at = 0
    for _ in range(_MOST):
        found = _local(window, at)
        if found is None:
            return
        yield found
        member, start = found
        at = start + member.packed
        if member.flags & 8 and not member.packed:  # sizes stand behind the data
            return


def _local(window: Window, at: int) -> tuple[Member, int] | None:
    fixed = window.upto(at, _HEADER.size)
    if len(fixed) < _HEADER.size:
        return None
    fields = _HEADER.unpack(fixed)
    sign, needed, flags, method, _, _, crc, packed, size, name_size, extra_size = fields
    if sign != LOCAL or needed & 0xFF > _NEWEST or method not in METHOD_NAMES or not name_size:
        return None
    name = window.upto(at + 30, name_size)
    extra = window.upto(at + 30 + name_size, extra_size)
    wide = extra_field(extra, 1)
    if packed == size == 0xFFFFFFFF and len(wide) >= 16:
        size, packed = struct.unpack_from("<QQ", wide)
    if len(name) < name_size or b"\x00" in name:
        return None
    shown = name.decode("utf-8", "surrogateescape")
    member = Member(shown, flags, method, crc, packed, size, at, extra, name_size)
    return member, at + _HEADER.size + name_size + extra_size
