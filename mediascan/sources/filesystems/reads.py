"""Reading a volume through its extents, and a file of one: in memory and in another process."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from mediascan.model.extent import Extent
from mediascan.sources.filesystems.base import ReadInto


def through(read_into: ReadInto, extents: Sequence[Extent]) -> ReadInto:
    """Reads what `extents`, sorted by `logical`, say; `read_into` reads what lies below them."""
    starts = [one.logical for one in extents]
    if len(extents) == 1 and not starts[0] and extents[0].physical is not None:
        return _one(read_into, extents[0].physical, extents[0].length)

    def read(buffer: memoryview, offset: int) -> int:
        done = 0
        for logical, physical, length in extents:
            start = offset + done - logical
            if not 0 <= start < length:
                continue
            part = buffer[done : done + length - start]
            if physical is None:
                part[:] = bytes(len(part))
                count = len(part)
            else:
                count = read_into(part, physical + start)
            done += count
            if count < len(part) or done == len(buffer):
                break
        return done

    return read


def _one(read_into: ReadInto, place: int, size: int) -> ReadInto:
    def read(buffer: memoryview, offset: int) -> int:
        return read_into(buffer[: max(0, size - offset)], place + offset)

    return read


@dataclass(frozen=True, slots=True)
class RawVolume:
    """A volume in a raw image or on a device, which another process can open by calling this."""

    path: str
    extents: tuple[Extent, ...]

    def __call__(self) -> ReadInto:
        flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOATIME", 0)
        try:
            file = os.open(self.path, flags)
        except PermissionError:  # O_NOATIME is for the owner
            file = os.open(self.path, flags & ~getattr(os, "O_NOATIME", 0))
        return through(lambda buffer, offset: os.preadv(file, [buffer], offset), self.extents)
