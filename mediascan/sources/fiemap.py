"""Where the content of a file lies on its medium, as Linux tells it.

Request and answer of the ioctl FS_IOC_FIEMAP are one buffer: a header of 32 bytes (first byte and
number of bytes asked for; flags, extents answered, room for extents, reserved), then extents of 56
bytes (logical offset, physical offset, length, two reserved; flags, three reserved).
https://www.kernel.org/doc/html/latest/filesystems/fiemap.html, include/uapi/linux/fiemap.h

Nothing is written: without FIEMAP_FLAG_SYNC the kernel only reads its maps.
"""

import struct
from typing import NamedTuple

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment] # asked for before it is used

_REQUEST = 0xC020660B  # FS_IOC_FIEMAP: _IOWR('f', 11, struct fiemap)
_HEADER = struct.Struct("=QQLLLL")
_EXTENT = struct.Struct("=QQQ16xL12x")
_WHOLE = (1 << 64) - 1  # FIEMAP_MAX_OFFSET
_LAST = 0x1  # FIEMAP_EXTENT_LAST
_NOWHERE = (  # the physical offset says nothing
    0x2  # FIEMAP_EXTENT_UNKNOWN
    | 0x4  # FIEMAP_EXTENT_DELALLOC: not written yet
    | 0x200  # FIEMAP_EXTENT_DATA_INLINE: in the inode or the tree
)


class Extent(NamedTuple):
    """A run of a file's bytes. `physical` is the offset on the device; None: nowhere of its own."""

    logical: int
    physical: int | None
    length: int
    last: bool


def request(start: int, room: int) -> bytearray:
    """What to ask for up to `room` extents from the byte `start` of a file on."""
    buffer = bytearray(_HEADER.size + room * _EXTENT.size)
    _HEADER.pack_into(buffer, 0, start, _WHOLE - start, 0, 0, room, 0)
    return buffer


def answer(buffer: bytes | bytearray) -> list[Extent]:
    """The extents in an answer: never more than the buffer has room for."""
    mapped = _HEADER.unpack_from(buffer)[3]
    count = min(mapped, (len(buffer) - _HEADER.size) // _EXTENT.size)
    found = []
    for number in range(count):
        at = _HEADER.size + number * _EXTENT.size
        logical, physical, length, flags = _EXTENT.unpack_from(buffer, at)
        place = None if flags & _NOWHERE else physical
        found.append(Extent(logical, place, length, bool(flags & _LAST)))
    return found


def extents(descriptor: int, room: int, start: int = 0) -> list[Extent]:
    """Up to `room` extents of an open file, from byte `start` on.

    Raises `OSError`, with EOPNOTSUPP or ENOTTY where the file system or the system has no such map.
    """
    if fcntl is None:
        raise OSError("this system has no map of extents")
    buffer = request(start, room)
    fcntl.ioctl(descriptor, _REQUEST, buffer)
    return answer(buffer)
