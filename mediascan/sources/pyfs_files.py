"""Files that `pyfs` opens: those of the running system, and streams out of archives."""

import errno
import io
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO

from mediascan.model.source import EntryKind, Identity
from mediascan.sources.base import NotRegular

_READ = (  # no link followed, no wait for the other end of a FIFO
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
)
_NOATIME = getattr(os, "O_NOATIME", 0)
_BLOCK = 512  # unit of st_blocks (POSIX, sys/stat.h)
_KINDS = {
    stat.S_IFREG: EntryKind.FILE,
    stat.S_IFDIR: EntryKind.FOLDER,
    stat.S_IFLNK: EntryKind.LINK,
    stat.S_IFIFO: EntryKind.FIFO,
    stat.S_IFSOCK: EntryKind.SOCKET,
    stat.S_IFCHR: EntryKind.CHAR,
    stat.S_IFBLK: EntryKind.BLOCK,
}
Guard = Callable[[], AbstractContextManager[None]]  # turns what a library raises into OSError
_PAGE = 4096  # bytes that are tried by themselves where a read fails


class SystemFile:
    """A regular file of the running system."""

    __slots__ = ("_file", "identity")
    sector = _PAGE

    def __init__(self, path: str) -> None:
        """Open `path`. Raises `NotRegular` for what is no regular file, without opening it."""
        if kind_of(os.lstat(path).st_mode) is not EntryKind.FILE:
            raise NotRegular("listed as a file, but it is none")
        try:
            fd = os.open(path, _READ | _NOATIME)
        except PermissionError:
            if not _NOATIME:
                raise
            fd = os.open(path, _READ)  # the system grants O_NOATIME to the owner and to root only
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            os.close(fd)
            raise NotRegular("listed as a file, but it is none")
        self._file = io.FileIO(fd)
        self.identity = identity_of(status)

    def read_into(self, buffer: memoryview, offset: int) -> int:
        self._file.seek(offset)
        return self._file.readinto(buffer) or 0

    def ahead(self, offset: int, length: int) -> None:
        """No hint is given."""

    def now(self) -> Identity:
        return identity_of(os.fstat(self._file.fileno()))

    def close(self) -> None:
        self._file.close()


class StreamFile:
    """A member of an archive, or another stream without a place in the running system.

    A damaged stream has no good bytes behind the damage, and looking for them would mean to
    unpack it again for every sector. So the buffer that failed stays unreadable, and the file
    ends there.
    """

    __slots__ = ("_at", "_broken", "_guard", "_stream", "identity")
    sector = _PAGE

    def __init__(self, stream: IO[bytes], identity: Identity, guard: Guard) -> None:
        self._stream = stream
        self._guard = guard
        self._at = 0
        self._broken: tuple[int, OSError] | None = None  # up to where, and why
        self.identity = identity

    def read_into(self, buffer: memoryview, offset: int) -> int:
        if self._broken is not None:
            return self._lost(offset)
        try:
            with self._guard():
                if offset != self._at:
                    self._stream.seek(offset)
                data = self._stream.read(len(buffer))
        except OSError as bad:
            self._broken = (offset + len(buffer), bad)
            raise
        buffer[: len(data)] = data
        self._at = offset + len(data)
        return len(data)

    def ahead(self, offset: int, length: int) -> None:
        """No hint is given."""

    def now(self) -> Identity:
        return self.identity

    def close(self) -> None:
        with self._guard():
            self._stream.close()

    def _lost(self, offset: int) -> int:
        if self._broken is not None and offset < self._broken[0]:
            raise OSError(errno.EIO, f"the stream is damaged: {self._broken[1]}")
        return 0


def kind_of(mode: int) -> EntryKind:
    """What an entry with this `st_mode` is."""
    return _KINDS.get(stat.S_IFMT(mode), EntryKind.UNKNOWN)


def identity_of(status: os.stat_result) -> Identity:
    """The identity of an entry with this status."""
    return Identity(
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_blocks * _BLOCK if hasattr(status, "st_blocks") else status.st_size,
    )
