"""XFS, the file system of large Linux storage, listed by libfsxfs.

Its extents count blocks as XFS numbers them, which is no offset beyond the first allocation group:
each is placed by `Groups.place`.
"""

from collections.abc import Iterator
from typing import Any

from mediascan.model.errors import Malformed
from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.reading.volumes.xfs import describe, groups_of, is_xfs
from mediascan.sources.filesystems.base import Listed, Parser, ReadInto
from mediascan.sources.filesystems.names import full_path
from mediascan.sources.filesystems.runs import RUNS_MOST, put, stored
from mediascan.sources.filesystems.volume_file import VolumeFile

DEPTH_MOST = 1024  # folders within folders
ENTRIES_MOST = 1 << 31  # of one folder
_SPARSE = 1  # LIBFSXFS_EXTENT_FLAG_IS_SPARSE
_FORMATS = {  # the upper bits of the mode (stat(2))
    0o100000: EntryKind.FILE,
    0o040000: EntryKind.FOLDER,
    0o120000: EntryKind.LINK,
    0o010000: EntryKind.FIFO,
    0o140000: EntryKind.SOCKET,
    0o020000: EntryKind.CHAR,
    0o060000: EntryKind.BLOCK,
}
_BROKEN = (OSError, OverflowError, ValueError)  # what libfsxfs raises on damage


class Xfs:
    """One XFS volume, open."""

    def __init__(self, read_into: ReadInto, size: int) -> None:
        import pyfsxfs  # noqa: PLC0415 - only where a walk needs it

        file = VolumeFile(read_into, size)
        self._size = size
        self._groups = groups_of(file.read(512))
        file.seek(0)
        self._volume = pyfsxfs.volume()
        try:
            self._volume.open_file_object(file)
            self._root = self._volume.get_root_directory()
        except OSError as bad:
            raise Malformed(f"libfsxfs does not open it: {bad}") from None

    def facts(self) -> dict[str, Any]:
        return {"parser": "libfsxfs", "deletedEntries": "not told by this parser"}

    def entries(self) -> Iterator[Listed]:
        pending = [(b"", self._root, 0)]
        seen = {self._root.get_inode_number()}
        while pending:
            folder, entry, depth = pending.pop()
            try:
                for one, inner in self._inside(folder, entry):
                    number = one.identity.inode
                    if one.kind is not EntryKind.FOLDER or inner is None:
                        yield one
                    elif number in seen or depth >= DEPTH_MOST:
                        why = "is listed elsewhere" if number in seen else f"{depth} folders deep"
                        yield one._replace(fault=f"{why}: not entered")
                    else:
                        yield one
                        seen.add(number)
                        pending.append((one.path, inner, depth + 1))
            except _BROKEN as bad:
                identity = Identity(0, 0, 0, 0, 0)
                text = f"its list of entries breaks off: {bad}"
                yield Listed(folder, EntryKind.FOLDER, identity, fault=text)

    def _inside(self, folder: bytes, entry: Any) -> Iterator[tuple[Listed, Any]]:
        count = entry.get_number_of_sub_file_entries()
        for index in range(min(count, ENTRIES_MOST)):
            name = f"entry {index}"
            try:
                inner = entry.get_sub_file_entry(index)
                name = inner.get_name() or name
                path = full_path(folder, name.encode("utf-8", "surrogateescape"))
                yield self._listed(path, inner), inner
            except _BROKEN as bad:
                path = full_path(folder, name.encode("utf-8", "replace"))
                identity = Identity(0, 0, 0, 0, 0)
                text = f"its record cannot be read: {bad}"
                yield Listed(path, EntryKind.UNKNOWN, identity, fault=text), None

    def _listed(self, path: bytes, entry: Any) -> Listed:
        kind = _FORMATS.get(entry.get_file_mode() & 0o170000, EntryKind.UNKNOWN)
        size = entry.get_size() or 0
        times = entry.get_modification_time_as_integer(), entry.get_inode_change_time_as_integer()
        number = entry.get_inode_number()
        if kind is EntryKind.LINK:
            target = (entry.get_symbolic_link_target() or "").encode("utf-8", "surrogateescape")
            return Listed(path, kind, Identity(size, *times, number, 0), target=target)
        if kind is not EntryKind.FILE:
            return Listed(path, kind, Identity(size, *times, number, 0))
        extents, fault = self._extents(entry, size)
        identity = Identity(size, *times, number, stored(extents))
        return Listed(path, kind, identity, extents, fault=fault)

    def _extents(self, entry: Any, size: int) -> tuple[tuple[Extent, ...], str]:
        count = entry.get_number_of_extents() if size else 0
        if count > RUNS_MOST:
            return (), f"more than {RUNS_MOST} runs: not read"
        found: list[Extent] = []
        at = 0
        for index in range(count):
            offset, length, flags = entry.get_extent(index)
            length = min(length, size - at)
            if length <= 0:
                break
            place = None if flags & _SPARSE else self._groups.place(offset)
            if place is not None and place + length > self._size:
                return tuple(found), f"its bytes from {at} on lie beyond the end of the volume"
            put(found, Extent(at, place, length))
            at += length
        if at < size:
            put(found, Extent(at, None, size - at))  # behind the last run a file reads as zeros
        return tuple(found), ""


PARSER = Parser(
    kind="xfs",
    title="XFS",
    reference="https://mirrors.edge.kernel.org/pub/linux/utils/fs/xfs/docs/xfs_filesystem_structure.pdf",
    accepts=is_xfs,
    describe=describe,
    open=Xfs,
    module="pyfsxfs",
    advice="Mount with -o ro,norecovery: a plain -o ro replays the log and changes the evidence.",
)
