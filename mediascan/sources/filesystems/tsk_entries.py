"""Entries as the Sleuth Kit has them: record, attributes and runs into `Listed`.

Each look at a field of its structures costs 0.1 us and more, which is why each is taken once, and
why a plain file of one run has a way of its own. Sources of the numbers: `tsk_fs.h`.
"""

from typing import Any

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.filesystems.base import Listed
from mediascan.sources.filesystems.runs import content_runs, stored

RESIDENT_MOST = 1 << 20  # bytes; a record of NTFS has 4 KiB at most, an attribute list more
ATTRIBUTES_MOST = 4096  # streams of one file that are listed
UNALLOCATED = 0x02  # TSK_FS_NAME_FLAG_UNALLOC and TSK_FS_META_FLAG_UNALLOC
_NANO = 1_000_000_000
_DATA = {1, 128, 4352}  # TSK_FS_ATTR_TYPE_DEFAULT (also of HFS), NTFS_DATA, HFS_DATA
_RESOURCE = 4353  # HFS_RSRC
_FOLDER = {1, 160}  # DEFAULT, NTFS_IDXALLOC
_RESIDENT, _COMPRESSED, _ENCRYPTED = 0x04, 0x10, 0x20  # TSK_FS_ATTR_RES, _COMP, _ENC
_ODD = _RESIDENT | _COMPRESSED | _ENCRYPTED
_BAD_CLUSTERS = (b"$BadClus", b"$Bad")  # a stream as long as the volume that holds what is broken
_KINDS = {  # TSK_FS_META_TYPE_ENUM
    1: EntryKind.FILE,
    2: EntryKind.FOLDER,
    3: EntryKind.FIFO,
    4: EntryKind.CHAR,
    5: EntryKind.BLOCK,
    6: EntryKind.LINK,
    8: EntryKind.SOCKET,
    10: EntryKind.FILE,  # virtual: FAT's tables, as files
    11: EntryKind.FOLDER,
}
_FROM_NAME = {  # TSK_FS_NAME_TYPE_ENUM, where the record is gone
    1: EntryKind.FIFO,
    2: EntryKind.CHAR,
    3: EntryKind.FOLDER,
    4: EntryKind.BLOCK,
    5: EntryKind.FILE,
    6: EntryKind.LINK,
    8: EntryKind.SOCKET,
}


def kind_of(meta: Any) -> EntryKind:
    return _KINDS.get(int(meta.type), EntryKind.UNKNOWN)


def given_away(meta: Any, *, gone: bool) -> bool:
    """Whether a deleted name points to a record that is in use by something else."""
    return gone and not int(meta.flags) & UNALLOCATED


class Entries:
    """Makes entries of one file system, with blocks of `block` bytes on a volume of `end`."""

    def __init__(self, block: int, end: int, kind: str) -> None:
        self._block = block
        self._end = end
        # A filler is a hole in ext file systems; elsewhere it is a run that nobody could find.
        self._filler_is_hole = kind.startswith("EXT")

    def without_record(self, path: bytes, name: Any, *, gone: bool) -> Listed:
        kind = _FROM_NAME.get(int(name.type), EntryKind.UNKNOWN)
        text = "its record is gone" if gone else "its record cannot be read"
        return Listed(path, kind, Identity(0, 0, 0, 0, 0), deleted=gone, fault=text)

    def listed(
        self,
        file: Any,
        meta: Any,
        path: bytes,
        kind: EntryKind,
        gone: bool,  # noqa: FBT001 - hot
    ) -> list[Listed]:
        """The streams of an entry, and the entry itself, which comes last."""
        if given_away(meta, gone=gone):
            identity = Identity(0, 0, 0, int(meta.addr), 0)
            text = "its record belongs to another entry now"
            return [Listed(path, kind, identity, deleted=True, fault=text)]
        times = (meta.mtime * _NANO + meta.mtime_nano, meta.ctime * _NANO + meta.ctime_nano)
        own = Listed(path, kind, Identity(0, *times, meta.addr, 0), deleted=gone)
        if kind is EntryKind.LINK:
            identity = own.identity._replace(size=meta.size)
            return [own._replace(identity=identity, target=bytes(meta.link or b""))]
        found, fault = self._streams(file, own)
        main = next((one for one in found if not one.stream), None)
        if main is None:
            main = own
            if kind is EntryKind.FILE and meta.size and path != _BAD_CLUSTERS[0]:
                main = own._replace(identity=own.identity._replace(size=meta.size))
                fault = fault or "nothing says where its content lies"
        elif len(found) == 1 and not fault:
            return found
        main = main._replace(fault=main.fault or fault)
        return [*(one for one in found if one.stream), main]

    def _streams(self, file: Any, own: Listed) -> tuple[list[Listed], str]:
        """Every stream of `own`, its content among them, and why there are no more."""
        found: list[Listed] = []
        try:
            for attribute in file:
                one = self._stream(file, attribute, own)
                if one is not None:
                    found.append(one)
                    if len(found) > ATTRIBUTES_MOST:
                        return found, f"more than {ATTRIBUTES_MOST} streams: the rest is not listed"
        except OSError as bad:
            return found, f"its attributes cannot be read: {bad}"
        return found, ""

    def _stream(self, file: Any, attribute: Any, own: Listed) -> Listed | None:
        """The stream of `own` that `attribute` is; None where it is none."""
        info = attribute.info
        type_, name = int(info.type), info.name
        stream = b""
        if type_ in _DATA and own.kind is not EntryKind.FOLDER:
            if name and type_ != 1:
                stream = bytes(name)
                if (own.path, stream) == _BAD_CLUSTERS:
                    return None
        elif type_ == _RESOURCE:
            stream = b"rsrc"
        elif type_ == 128 and name:  # a stream of a folder
            stream = bytes(name)
        elif type_ not in _FOLDER or own.kind is not EntryKind.FOLDER:
            return None
        size, flags = info.size, int(info.flags)
        at = own.identity
        if not flags & _ODD:
            runs = [(run.offset, run.addr, run.len, int(run.flags)) for run in attribute]
            if len(runs) == 1:
                offset, address, count, odd = runs[0]
                start = address * self._block
                if (
                    not (offset or odd)
                    and size <= count * self._block
                    and start + size <= self._end
                ):
                    extents: tuple[Extent, ...] = (Extent(0, start, size),) if size else ()
                    identity = Identity(size, at.mtime_ns, at.ctime_ns, at.inode, size)
                    return Listed(own.path, own.kind, identity, extents, None, stream, own.deleted)
            extents, fault = content_runs(
                runs, self._block, (size, self._end), filler=self._filler_is_hole
            )
            identity = Identity(size, at.mtime_ns, at.ctime_ns, at.inode, stored(extents))
            return own._replace(identity=identity, extents=extents, stream=stream, fault=fault)
        return self._odd(file, attribute, own._replace(stream=stream), flags)

    def _odd(self, file: Any, attribute: Any, own: Listed, flags: int) -> Listed:
        """A stream in the record itself, compressed or encrypted."""
        info = attribute.info
        size = int(info.size)
        own = own._replace(identity=own.identity._replace(size=size))
        if flags & _COMPRESSED:
            own = own._replace(fault="compressed by the file system: not read")
        elif flags & _ENCRYPTED:
            own = own._replace(fault="encrypted by the file system")
        if flags & _RESIDENT:
            if own.fault:
                return own
            if size > RESIDENT_MOST:
                return own._replace(fault=f"{size} resident bytes; limit {RESIDENT_MOST}")
            content = file.read_random(0, size, info.type, info.id) if size else b""
            return own._replace(resident=content)
        runs = [(run.offset, run.addr, run.len, int(run.flags)) for run in attribute]
        extents, _ = content_runs(runs, self._block, (size, self._end), filler=True)
        identity = own.identity._replace(allocated=stored(extents))
        return own._replace(identity=identity, extents=extents)
