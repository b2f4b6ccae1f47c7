"""Media as a read-only file system of PyFilesystem2: `evidence://image.E01!/p2`.

For programs that read files by that library: what a volume lists can be walked and read, and
nothing can be written. The part behind `!` is the folder to begin at. What lies where is found out
by whoever installs the opener (`runs/evidence.py`), since parsers of file systems run in processes
of their own.
"""

import io
import os
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from mediascan.model.errors import IncompleteError
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.base import OpenFile
from mediascan.sources.medium import MediumTree
from mediascan.sources.pyfs import fs_library

PROTOCOL = "evidence"
LayOut = Callable[[str, Path], None]  # writes the layout of a medium into a file
_FOLDERS = {EntryKind.FOLDER, EntryKind.VOLUME}
_TYPES = {EntryKind.LINK: 7, EntryKind.FOLDER: 1, EntryKind.VOLUME: 1}  # fs.enums.ResourceType
_FILE = 2
_BUFFER = 1 << 20


class _Stream(io.RawIOBase):
    """A file of a medium as Python's own kind of stream."""

    def __init__(self, file: OpenFile) -> None:
        self._file = file
        self._at = 0

    def readable(self) -> bool:  # type: ignore[explicit-override]  # is in 3.12
        return True

    def seekable(self) -> bool:  # type: ignore[explicit-override]  # is in 3.12
        return True

    def readinto(self, buffer: Any) -> int:  # type: ignore[explicit-override]  # is in 3.12
        count = self._file.read_into(memoryview(buffer).cast("B"), self._at)
        self._at += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:  # type: ignore[explicit-override]  # is in 3.12
        start = (0, self._at, self._file.identity.size)[whence]
        if start + offset < 0:
            raise ValueError("before the start of the file")
        self._at = start + offset
        return self._at

    def tell(self) -> int:  # type: ignore[explicit-override]  # is in 3.12
        return self._at

    def close(self) -> None:  # type: ignore[explicit-override]  # is in 3.12
        if not self.closed:
            self._file.close()
        super().close()


@cache
def evidence_class() -> type[Any]:  # noqa: C901 - a class whose base is known only when `fs` is there
    """The class of such file systems; the library is imported for it."""
    fs = fs_library()
    errors = fs.errors

    class EvidenceFS(fs.base.FS):  # type: ignore[name-defined] # its wheel carries no types
        """What is on one medium, below `folder`. It closes `tree`."""

        _meta = {  # noqa: RUF012 - the library's own way
            "case_insensitive": False,
            "invalid_path_chars": "\0",
            "network": False,
            "read_only": True,
            "thread_safe": True,
            "unicode_paths": True,
            "virtual": False,
        }

        def __init__(self, tree: MediumTree, folder: str = "", work: Any = None) -> None:
            super().__init__()
            self._tree = tree
            self._folder = folder.strip("/")
            self._work = work  # the folder of the layout, where it is ours
            if self._folder and not self.isdir("/"):
                raise errors.CreateFailed(f"there is no folder {folder} on this medium")

        def getinfo(self, path: str, namespaces: Collection[str] | None = None) -> Any:
            name, kind, identity = self._entry(path)
            raw = {"basic": {"name": name, "is_dir": kind in _FOLDERS}}
            wanted = namespaces or ()
            if "details" in wanted:
                raw["details"] = {
                    "type": _TYPES.get(kind, _FILE),
                    "size": identity.size if kind not in _FOLDERS else 0,
                    "modified": identity.mtime_ns / 1e9,
                }
            if "link" in wanted:
                raw["link"] = {"target": self._target(path) if kind is EntryKind.LINK else None}
            if PROTOCOL in wanted:
                raw[PROTOCOL] = {
                    "kind": kind.name.lower(),
                    "inode": identity.inode,
                    "allocated": identity.allocated,
                }
            return fs.info.Info(raw)

        def listdir(self, path: str) -> list[str]:
            _, kind, _ = self._entry(path)
            if kind not in _FOLDERS:
                raise errors.DirectoryExpected(path)
            with self._lock:
                return [os.fsdecode(one.name) for one in self._tree.entries(self._place(path))]

        def openbin(self, path: str, mode: str = "r", buffering: int = -1, **_options: Any) -> Any:
            checked = fs.mode.Mode(mode)
            checked.validate_bin()
            if checked.writing:
                raise errors.ResourceReadOnly(path)
            _, kind, _ = self._entry(path)
            if kind in _FOLDERS:
                raise errors.FileExpected(path)
            folder, _, name = self._place(path).rpartition(b"/")
            try:
                stream = _Stream(self._tree.open(folder, name))
            except OSError as bad:
                raise errors.ResourceError(path, bad) from bad
            return stream if buffering == 0 else io.BufferedReader(stream, _BUFFER)

        def makedir(self, path: str, permissions: Any = None, recreate: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002 - the library's signature
            raise errors.ResourceReadOnly(path)

        def remove(self, path: str) -> None:
            raise errors.ResourceReadOnly(path)

        def removedir(self, path: str) -> None:
            raise errors.ResourceReadOnly(path)

        def setinfo(self, path: str, info: Any) -> None:  # noqa: ARG002 - the library's signature
            raise errors.ResourceReadOnly(path)

        def close(self) -> None:
            if not self.isclosed():
                self._tree.close()
                if self._work:
                    self._work.cleanup()
            super().close()

        def _place(self, path: str) -> bytes:
            """The path from the root of the medium."""
            inside = self.validatepath(path).strip("/")
            return os.fsencode("/".join(part for part in (self._folder, inside) if part))

        def _entry(self, path: str) -> tuple[str, EntryKind, Identity]:
            place = self._place(path)
            if not place:
                return "", EntryKind.FOLDER, Identity(0, 0, 0, 0, 0)
            folder, _, name = place.rpartition(b"/")
            with self._lock:
                laid = self._tree.laid(folder, name)
            if laid is None:
                raise errors.ResourceNotFound(path)
            inside = self.validatepath(path).strip("/")
            return inside.rpartition("/")[2], laid.kind, laid.identity

        def _target(self, path: str) -> str | None:
            folder, _, name = self._place(path).rpartition(b"/")
            with suppress(OSError):
                return os.fsdecode(self._tree.target(folder, name))
            return None

    return EvidenceFS


def install(lay_out: LayOut) -> None:
    """Let `fs.open_fs` know addresses that begin with `evidence://`."""
    fs = fs_library()

    class EvidenceOpener(fs.opener.Opener):  # type: ignore[name-defined] # its wheel carries no types
        protocols = (PROTOCOL,)

        def open_fs(self, fs_url: str, parsed: Any, writeable: bool, *_more: Any) -> Any:  # noqa: FBT001 - the library's signature
            if writeable and parsed.params.get("writeable"):
                raise fs.errors.CreateFailed("evidence is never written to")
            work = tempfile.TemporaryDirectory(prefix="mediascan-")
            layout = Path(work.name) / "layout.sqlite"
            try:
                lay_out(parsed.resource, layout)
                tree = MediumTree(parsed.resource, str(layout))
                return evidence_class()(tree, parsed.path or "", work)
            except IncompleteError as bad:
                work.cleanup()
                raise fs.opener.errors.OpenerError(f"{fs_url}: {bad}") from bad

    fs.opener.registry.install(EvidenceOpener)
