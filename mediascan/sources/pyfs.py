"""The one door to PyFilesystem2 (`fs`): zip://, tar://, mem:// and osfs:// as sources.

On systems without `dir_fd` (Windows) plain folders are read through this door too.

The library is never asked to follow a link, and never to open anything but a regular file.
"""

import errno
import lzma
import os
import re
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.model.finding import plain_text
from mediascan.model.source import Entry, EntryKind, Identity, join
from mediascan.sources.base import NotEntered, NotRegular, OpenFile, Place, Source, Tree
from mediascan.sources.pkg_resources_stand_in import pkg_resources_in_place
from mediascan.sources.pyfs_files import StreamFile, SystemFile, identity_of, kind_of

_HERE = os.open in os.supports_dir_fd  # as in sources/directory.py, which then reads folders
_REFUSED = {  # schemes of `fs` itself that use the network, or make a folder to look into
    *("ftp", "ftps", "temp"),
    *("userdata", "userconf", "sitedata", "siteconf", "usercache", "userlog"),
}
_CREDENTIALS = re.compile(r"(?<=://)[^@/]*@")
_SYSTEM = ("link", "lstat")  # not "details": OSFS follows links for those, and dead ones fail
_ARCHIVE = ("link", "details")
_RAW = ("zip", "tar")  # where "details" fail: a date of month 0, a type that `fs` does not know
_TYPES = {  # fs.enums.ResourceType
    1: EntryKind.FOLDER,
    2: EntryKind.FILE,
    3: EntryKind.CHAR,
    4: EntryKind.BLOCK,
    5: EntryKind.FIFO,
    6: EntryKind.SOCKET,
    7: EntryKind.LINK,
}
_LARGEST = (1 << 63) - 1  # what a catalog can hold
_BROKEN = (  # what `fs` and the archive modules below it raise on hostile bytes
    *(ArithmeticError, AttributeError, EOFError, LookupError, RuntimeError, TypeError, ValueError),
    *(zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error),
)


class PyFsTree:
    """A tree behind one file system object of PyFilesystem2, which it closes."""

    def __init__(self, opened: Any, address: str) -> None:
        self._fs = opened
        self._address = _CREDENTIALS.sub("", address)
        with _as_os_error():
            self._system = bool(opened.hassyspath("/"))  # a folder of the running system
        self._device = os.lstat(self._path_of(b"")).st_dev if self._system else 0

    def entries(self, folder: bytes) -> Iterator[Entry]:
        if self._system:
            self._enter(folder)
        with _as_os_error():
            yield from self._listed(folder) if self._system else self._members(folder)

    def open(self, folder: bytes, name: bytes) -> OpenFile:
        if self._system:
            return SystemFile(self._path_of(join(folder, name)))
        path = _shown(join(folder, name))
        kind, identity = self._member(path)
        if kind is not EntryKind.FILE:
            raise NotRegular("listed as a file, but it is none")
        with _as_os_error():
            return StreamFile(self._fs.openbin(path, "r"), identity, _as_os_error)

    def whole(self, _folder: bytes, _name: bytes, _most: int) -> tuple[Identity, bytes] | None:
        return None  # no short way: every file is opened by name

    def describe(self, folder: bytes, name: bytes) -> Identity:
        if self._system:
            return identity_of(os.lstat(self._path_of(join(folder, name))))
        return self._member(_shown(join(folder, name)))[1]

    def target(self, folder: bytes, name: bytes) -> bytes:
        if self._system:
            return os.fsencode(Path(self._path_of(join(folder, name))).readlink())
        with _as_os_error():
            raw = self._fs.getinfo(_shown(join(folder, name)), ("link", "tar")).raw
            linked = raw.get("link", {}).get("target") or raw.get("tar", {}).get("linkname")
            return os.fsencode(linked or "")

    def place(self, _folder: bytes, _name: bytes) -> Place | None:
        return None

    def facts(self) -> dict[str, Any]:
        path = self._path_of(b"") if self._system else self._address
        return {"kind": "pyfs", "path": plain_text(path), "fileSystem": type(self._fs).__name__}

    def system_path(self) -> str:
        """The folder of the running system that is read, or ""."""
        return self._path_of(b"") if self._system else ""

    def total(self) -> int | None:
        return None

    def gone(self) -> str:
        try:
            with _as_os_error():
                self._fs.listdir("/")
            device = os.lstat(self._path_of(b"")).st_dev if self._system else 0
        except OSError as bad:
            return f"{self._address} is not there any more: {bad.strerror}"
        return "" if device == self._device else f"{self._address} leads to another drive now"

    def close(self) -> None:
        with _as_os_error():
            self._fs.close()

    def _enter(self, folder: bytes) -> None:
        status = os.lstat(self._path_of(folder))
        if kind_of(status.st_mode) is not EntryKind.FOLDER and folder:
            raise NotRegular("listed as a folder, but it is none")
        if status.st_dev != self._device:
            raise NotEntered("another file system is mounted here; inspect it on its own")

    def _listed(self, folder: bytes) -> Iterator[Entry]:
        for info in self._fs.scandir(_shown(folder), namespaces=_SYSTEM):
            yield Entry(os.fsencode(info.name), kind_of(info.raw["lstat"]["st_mode"]))

    def _members(self, folder: bytes) -> Iterator[Entry]:
        for name in self._fs.listdir(_shown(folder)):
            encoded = os.fsencode(name)
            try:
                kind = self._member(_shown(join(folder, encoded)))[0]
            except OSError:
                kind = EntryKind.UNKNOWN
            yield Entry(encoded, kind)

    def _member(self, path: str) -> tuple[EntryKind, Identity]:
        with _as_os_error():
            try:
                raw = self._fs.getinfo(path, _ARCHIVE).raw
            except (LookupError, ValueError):
                raw = self._fs.getinfo(path, _RAW).raw
            return _kind(raw), _identity(raw)

    def _path_of(self, path: bytes) -> str:
        with _as_os_error():
            return str(self._fs.getsyspath(_shown(path)))


def open_tree(url: str) -> PyFsTree:
    """The tree at an address of PyFilesystem2.

    Raises `UsageError` for a scheme that is unknown or refused, `IncompleteError` for what cannot
    be opened or would not be shown in full.
    """
    scheme, separator, _ = url.partition("://")
    if scheme in _REFUSED:
        raise UsageError(f"{scheme}:// is refused: mediascan uses no network and makes no folders.")
    library = fs_library()
    try:
        with _as_os_error():
            if not separator:
                return PyFsTree(library.osfs.OSFS(url, expand_vars=False), url)
            opened, inside = library.opener.open(url, writeable=False)
            try:
                _refuse_hidden(_member_names(opened))
                if inside:
                    opened = opened.opendir(inside, factory=library.subfs.ClosingSubFS)
                return PyFsTree(opened, url)
            except BaseException:
                opened.close()
                raise
    except OSError as bad:
        cause = bad.__cause__
        if isinstance(cause, library.opener.errors.UnsupportedProtocol):
            raise UsageError(f"{scheme}:// is no kind of source that is installed here.") from bad
        words = show(f"{_CREDENTIALS.sub('', url)}: {bad.strerror}")
        raise IncompleteError(f"Cannot open {words}.") from bad


def _member_names(opened: Any) -> Iterable[str]:
    """The names of all members that are no folders, as the archive has them."""
    if isinstance(archive := getattr(opened, "_zip", None), zipfile.ZipFile):
        return [name for name in archive.namelist() if not name.endswith("/")]
    if isinstance(archive := getattr(opened, "_tar", None), tarfile.TarFile):
        return [member.name for member in archive if not member.isdir()]
    return ()


def _refuse_hidden(names: Iterable[str]) -> None:
    """`fs` shows one member a name, and none whose name leads out of the archive."""
    parts = [[part for part in name.split("/") if part not in ("", ".")] for name in names]
    hidden = sum(".." in path for path in parts)
    hidden += sum(count - 1 for count in Counter(map(tuple, parts)).values())
    if hidden:
        raise IncompleteError(
            f"{hidden} members of this archive have a name that another one has as well, or that "
            "leads out of it; unpack it with a tool that keeps them and inspect the folder."
        )


def _kind(raw: dict[str, Any]) -> EntryKind:
    if raw.get("link", {}).get("target"):
        return EntryKind.LINK
    number = raw.get("details", {}).get("type")
    if number is not None:
        return _TYPES.get(number, EntryKind.UNKNOWN)
    return EntryKind.FOLDER if raw["basic"]["is_dir"] else EntryKind.FILE


def _identity(raw: dict[str, Any]) -> Identity:
    details, zipped, tarred = (raw.get(name, {}) for name in ("details", "zip", "tar"))
    size = details.get("size") or zipped.get("file_size") or tarred.get("size") or 0
    size = min(max(0, int(size)), _LARGEST)
    return Identity(size, _nanoseconds(details.get("modified")), 0, 0, size)


def _nanoseconds(seconds: float | None) -> int:
    """Whole nanoseconds, as near as a catalog can hold them; 0 for no number."""
    try:
        return max(-_LARGEST, min(int((seconds or 0) * 1_000_000_000), _LARGEST))
    except (OverflowError, ValueError):  # a tar may say "inf" or "nan"
        return 0


def _shown(path: bytes) -> str:
    return "/" + os.fsdecode(path)


@contextmanager
def _as_os_error() -> Iterator[None]:
    """What the library raises becomes `OSError`, with the number of the system where it has one."""
    try:
        yield
    except _failures() as bad:
        number = getattr(getattr(bad, "exc", None), "errno", None) or _NUMBERS.get(
            type(bad).__name__
        )
        raise OSError(number or errno.EIO, f"{type(bad).__name__}: {bad}") from bad


def _failures() -> tuple[type[Exception], ...]:
    library = fs_library()
    return (*_BROKEN, library.errors.FSError, library.opener.errors.OpenerError)


_NUMBERS = {
    "ResourceNotFound": errno.ENOENT,
    "PermissionDenied": errno.EACCES,
    "DirectoryExpected": errno.ENOTDIR,
    "FileExpected": errno.EISDIR,
}


@cache
def fs_library() -> ModuleType:
    """`fs`, imported when it is first needed: it takes 70 ms that most runs can save."""
    with warnings.catch_warnings(), pkg_resources_in_place():
        warnings.simplefilter("ignore")  # older setuptools say that pkg_resources will go
        import fs  # noqa: PLC0415 - waits for its first use
        import fs.errors  # noqa: PLC0415 - as above
        import fs.memoryfs  # noqa: PLC0415 - as above
        import fs.opener  # noqa: PLC0415 - as above
        import fs.osfs  # noqa: PLC0415 - as above
        import fs.subfs  # noqa: PLC0415 - as above
        import fs.tarfs  # noqa: PLC0415 - as above
        import fs.zipfs  # noqa: PLC0415 - as above
    return fs


def _open(url: str) -> Tree:
    return open_tree(url)


def _place(url: str) -> str:
    """Only `osfs` reads folders of the running system; the library knows which one it means."""
    if url.partition("://")[0] not in {"osfs", "file", url}:
        return ""
    with closing(open_tree(url)) as tree:
        return os.path.realpath(tree.system_path())


SOURCE = Source(
    kind="pyfs",
    title="an address of PyFilesystem2, such as zip:// or tar://",
    accepts=lambda url: "://" in url or (not _HERE and Path(url).is_dir()),
    open=_open,
    place=_place,
)
