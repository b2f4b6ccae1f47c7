"""Block devices: a drive as the kernel offers it, read past the page cache.

O_DIRECT, because a buffered read that touches a bad sector loses the readable ones of its page as
well. It wants the buffer, the offset and the length in steps of the logical sector (open(2)), so
what does not come so is read by way of a buffer of our own. Numbers of ioctl: <linux/fs.h>, in
the encoding of x86 and ARM. Nothing is ever set.
"""

import errno
import os
import stat
import struct
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.model.finding import Fault, plain_text
from mediascan.sources.media.aligned import aligned, is_aligned
from mediascan.sources.media.base import Medium, MediumKind
from mediascan.sources.media.custody import custody
from mediascan.sources.media.files import open_quietly
from mediascan.sources.media.identity import identity
from mediascan.sources.media.sysfs import device_folder, disk_of, number
from mediascan.sources.presence import drive_alive, missing
from mediascan.sources.rotation import rotational

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment] # then nothing is accepted

_BLKROGET = 0x125E
_BLKSSZGET = 0x1268
_BLKGETSIZE64 = 0x80081272
_BLKDISKSEQ = 0x80081280  # from Linux 5.15
_DIRECT = getattr(os, "O_DIRECT", 0)
_BOUNCE = 1 << 20  # bytes of the own buffer


class BlockDevice:
    """A disk or a partition. `read_into` raises `OSError` for a range with a bad sector in it."""

    def __init__(self, path: str) -> None:
        self._path = os.path.realpath(path)
        self._fd, self._buffered = -1, -1
        if not _accepts(self._path):
            raise UsageError(f"The source {show(path)} is no block device.")
        flags = os.O_RDONLY | os.O_CLOEXEC
        try:
            self._fd = open_quietly(self._path, flags | _DIRECT)
            self._device = os.fstat(self._fd).st_rdev
            self.size = _number(self._fd, _BLKGETSIZE64, 8)
            self.sector = _number(self._fd, _BLKSSZGET, 4)
            self._buffered = open_quietly(self._path, flags)  # for an end that is no whole sector
        except OSError as bad:
            self.close()
            raise IncompleteError(f"Cannot read {show(path)}: {bad.strerror or bad}.") from bad
        self._sequence = _sequence(self._fd)
        self._read_only = bool(_number(self._fd, _BLKROGET, 4))
        self._bounce = aligned(_BOUNCE)
        self._whole = self.size - self.size % self.sector  # what O_DIRECT can give

    def read_into(self, buffer: memoryview, offset: int) -> int:
        buffer = buffer[: max(0, self.size - offset)]
        if not buffer:
            return 0
        if offset >= self._whole:
            return os.preadv(self._buffered, [buffer], offset)
        length = min(len(buffer), self._whole - offset)
        straight = length - length % self.sector
        if straight and offset % self.sector == 0 and is_aligned(buffer):
            return self._given(os.preadv(self._fd, [buffer[:straight]], offset))
        start = offset - offset % self.sector
        end = min(offset + length, start + _BOUNCE)
        wanted = -(-(end - start) // self.sector) * self.sector
        count = self._given(os.preadv(self._fd, [self._bounce[:wanted]], start))
        done = max(0, min(count, end - start) - (offset - start))
        buffer[:done] = self._bounce[offset - start : offset - start + done]
        return done

    def _given(self, count: int) -> int:
        """A device ends where it says; nothing before that is a drive that does not answer."""
        if not count:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return count

    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "kind": "block",
            "path": plain_text(self._path),
            "device": f"{os.major(self._device)}:{os.minor(self._device)}",
            "sizeBytes": str(self.size),
            "sectorBytes": self.sector,
            "sectors": str(self.size // self.sector),
            "readOnly": self._read_only,  # BLKROGET, of this very node
            "readPastCache": bool(_DIRECT),
        }
        folder = device_folder(self._device)
        if folder is not None:
            facts |= identity(folder, disk_of(folder))
            facts["custody"] = told = custody(folder)
            if told["writable"]:
                facts["notes"] = ["The device is writable; mediascan itself wrote nothing."]
        turns = rotational(self._device)
        facts["rotational"] = "not available (nobody says)" if turns is None else turns
        if self._sequence is not None:
            facts["diskSequence"] = self._sequence
        return facts

    def faults(self) -> tuple[Fault, ...]:
        return ()

    def gone(self) -> str:
        if words := missing(self._path):
            return words
        if not drive_alive(self._device):
            return f"the drive {self._path} is not connected any more"
        try:
            size = _number(self._fd, _BLKGETSIZE64, 8)
        except OSError as bad:
            return f"the drive {self._path} does not answer any more: {bad.strerror}"
        if size != self.size:
            return f"{self._path} has {size} bytes now and had {self.size}"
        folder = device_folder(self._device)
        now = number(disk_of(folder), "diskseq") if folder else None
        if now is not None and self._sequence is not None and now != self._sequence:
            return f"another medium is in {self._path} now (disk sequence {now})"
        return ""

    def close(self) -> None:
        for fd in (self._fd, self._buffered):
            if fd >= 0:
                os.close(fd)
        self._fd = self._buffered = -1


def _number(fd: int, request: int, width: int) -> int:
    data = fcntl.ioctl(fd, request, bytes(width))
    return int(struct.unpack("=Q" if width == 8 else "=I", data)[0])


def _sequence(fd: int) -> int | None:
    try:
        return _number(fd, _BLKDISKSEQ, 8)
    except OSError:
        return None


def _accepts(path: str) -> bool:
    if not _DIRECT:  # neither Windows nor macOS
        return False
    try:
        return stat.S_ISBLK(os.stat(path).st_mode)  # noqa: PTH116 - links in /dev/disk lead there
    except (OSError, ValueError):
        return False


def _open(path: str) -> Medium:
    return BlockDevice(path)


MEDIUM = MediumKind(
    kind="block",
    title="a block device: a drive, or a partition of one",
    reference="https://www.kernel.org/doc/html/latest/block/",
    accepts=_accepts,
    open=_open,
)
