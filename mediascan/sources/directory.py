"""A folder of the running system, read through descriptors: nothing is followed or changed.

Every step of a path is opened with O_NOFOLLOW from the descriptor of its parent, so no link can
lead out of the source, and depth is not limited by PATH_MAX. O_NOATIME keeps access times; the
system grants it to the owner and to root only, and what it refused is said in the report.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError
from mediascan.model.finding import plain_text
from mediascan.model.source import Entry, EntryKind, Identity
from mediascan.sources.base import NotEntered, NotRegular, Place, Source, Tree
from mediascan.sources.fiemap import Extent, extents
from mediascan.sources.mounts import mount_facts
from mediascan.sources.presence import Presence

_NOATIME = getattr(os, "O_NOATIME", 0)  # Linux only
_HERE = os.open in os.supports_dir_fd  # not on Windows: there sources/pyfs.py reads folders
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW if _HERE else 0
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK if _HERE else 0  # FIFO: no wait
PAGE = 4096  # bytes: the kernel reads pages, and refuses the whole of one
_OPEN = 64  # folders held open; neighbours on a medium lie in many, and each costs a few us to open
_NO_MAP = {errno.EOPNOTSUPP, errno.ENOTTY, errno.ENOSYS, None}  # what `extents` raises without one
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


class _File:
    """A regular file, open."""

    __slots__ = ("_fd", "identity", "sector")

    def __init__(self, fd: int, identity: Identity) -> None:
        self._fd = fd
        self.identity = identity
        self.sector = PAGE

    def read_into(self, buffer: memoryview, offset: int) -> int:
        return os.preadv(self._fd, [buffer], offset)

    def ahead(self, offset: int, length: int) -> None:
        if hasattr(os, "posix_fadvise"):  # not on macOS
            with suppress(OSError):  # a hint; the read itself will say what is wrong
                os.posix_fadvise(self._fd, offset, length, os.POSIX_FADV_WILLNEED)

    def now(self) -> Identity:
        return _identity(os.fstat(self._fd))

    def extents(self, room: int, start: int = 0) -> list[Extent]:
        """Up to `room` extents of its content from byte `start` on. Raises `OSError`."""
        return extents(self._fd, room, start)

    def close(self) -> None:
        os.close(self._fd)


class DirectoryTree:
    """The tree below one folder. Keeps the descriptors of the folders used last."""

    def __init__(self, root: str) -> None:
        self._path = os.path.realpath(root)
        try:
            self._root = os.open(self._path, _FOLDER)
        except OSError as bad:
            raise IncompleteError(f"Cannot read {show(root)}: {bad.strerror}.") from bad
        self._device = os.fstat(self._root).st_dev
        self._presence = Presence(self._path, self._device)
        self._open: dict[bytes, int] = {}  # folders by path, the one used last at the end
        self._here, self._fd = b"", self._root  # and that one again, for the many files in it
        self._mapped = True  # until the file system says that it has no map of extents
        self._noatime = _NOATIME

    def entries(self, folder: bytes) -> Iterator[Entry]:
        fd = self._folder(folder)
        if os.fstat(fd).st_dev != self._device:
            raise NotEntered("another file system is mounted here; inspect it on its own")
        with os.scandir(fd) as listing:
            for entry in listing:
                yield Entry(os.fsencode(entry.name), _kind(entry), entry.inode())

    def open(self, folder: bytes, name: bytes) -> _File:
        at = self._folder(folder)
        try:
            fd = os.open(name, _FILE | self._noatime, dir_fd=at)
        except PermissionError:
            if not self._noatime:
                raise
            fd = os.open(name, _FILE, dir_fd=at)
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            os.close(fd)
            raise NotRegular("not a regular file")
        return _File(fd, _identity(status))

    def whole(self, folder: bytes, name: bytes, most: int) -> tuple[Identity, bytes] | None:
        try:
            at = self._folder(folder)
            fd = os.open(name, _FILE | self._noatime, dir_fd=at)
        except OSError:
            return None
        try:
            before = os.fstat(fd)
            size = before.st_size
            if size > most or not stat.S_ISREG(before.st_mode):
                return None
            data = os.read(fd, size + 1)  # one more, to see a file that grew
            after = os.fstat(fd)
        except OSError:
            return None
        finally:
            os.close(fd)
        then, now = before.st_ctime_ns, after.st_ctime_ns
        if len(data) != size or then != now or before.st_mtime_ns != after.st_mtime_ns:
            return None
        return _identity(before), data

    def describe(self, folder: bytes, name: bytes) -> Identity:
        return _identity(os.stat(name, dir_fd=self._folder(folder), follow_symlinks=False))

    def target(self, folder: bytes, name: bytes) -> bytes:
        return os.readlink(name, dir_fd=self._folder(folder))

    def place(self, folder: bytes, name: bytes) -> Place | None:
        """By the first extent. What cannot be opened has no place: its worker will say why."""
        if not self._mapped:
            return None
        try:
            file = self.open(folder, name)
        except OSError:
            return None
        try:
            first = file.extents(room=1)
        except OSError as bad:
            self._mapped = bad.errno not in _NO_MAP
            return None
        finally:
            file.close()
        if not first or first[0].physical is None:
            return None
        return Place(first[0].physical, file.identity.size)

    def facts(self) -> dict[str, Any]:
        return {"kind": "directory", "path": plain_text(self._path), **mount_facts(self._path)}

    def total(self) -> int | None:
        if not os.path.ismount(self._path):
            return None
        room = os.fstatvfs(self._root)
        return (room.f_blocks - room.f_bfree) * room.f_frsize

    def gone(self) -> str:
        return self._presence.gone(self._root)

    def close(self) -> None:
        for fd in (*self._open.values(), self._root):
            os.close(fd)
        self._open.clear()
        self._here, self._fd = b"", -1

    def _folder(self, folder: bytes) -> int:
        """The descriptor of `folder`, opened step by step from the nearest one that is open."""
        if folder == self._here:
            return self._fd
        near, fd = folder, self._root
        while near:
            if near in self._open:
                fd = self._open[near] = self._open.pop(near)  # used last
                break
            near = near.rpartition(b"/")[0]
        if near != folder:
            for name in folder[len(near) + 1 if near else 0 :].split(b"/"):
                fd = self._step(name, fd)
                near = near + b"/" + name if near else name
                self._keep(near, fd)
        self._here, self._fd = folder, fd
        return fd

    def _keep(self, folder: bytes, fd: int) -> None:
        self._open[folder] = fd
        if len(self._open) > _OPEN:
            oldest = next(iter(self._open))
            if oldest == self._here:
                self._here, self._fd = b"", self._root
            os.close(self._open.pop(oldest))

    def _step(self, name: bytes, at: int) -> int:
        try:
            return os.open(name, _FOLDER | self._noatime, dir_fd=at)
        except PermissionError:
            if not self._noatime:
                raise
            return os.open(name, _FOLDER, dir_fd=at)


def _identity(status: os.stat_result) -> Identity:
    return Identity(
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_blocks * _BLOCK,
    )


def _kind(entry: os.DirEntry[str]) -> EntryKind:
    if entry.is_symlink():
        return EntryKind.LINK
    if entry.is_file(follow_symlinks=False):
        return EntryKind.FILE
    if entry.is_dir(follow_symlinks=False):
        return EntryKind.FOLDER
    mode = entry.stat(follow_symlinks=False).st_mode
    return _KINDS.get(stat.S_IFMT(mode), EntryKind.UNKNOWN)


def _open(url: str) -> Tree:
    return DirectoryTree(url)


SOURCE = Source(
    kind="directory",
    title="a folder, or the mount point of a drive",
    accepts=lambda url: _HERE and os.path.isdir(url),  # noqa: PTH112 - False, no error, where a mount has died
    open=_open,
    place=os.path.realpath,
)
