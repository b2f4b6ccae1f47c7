"""Entries as the Sleuth Kit has them: record, attributes and runs into `Listed`.

Each look at a field of its structures costs 0.1 us and more, which is why each is taken once, and
why a plain file of one run has a way of its own. Sources of the numbers: `tsk_fs.h`.
"""

from typing import Any

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.filesystems.base import Listed, Written
from mediascan.sources.filesystems.runs import content_runs, stored, written

RESIDENT_MOST = 1 << 20  # bytes; a record of NTFS has 4 KiB at most, an attribute list more
ATTRIBUTES_MOST = 4096  # streams of one file that are listed
UNALLOCATED = 0x02  # TSK_FS_NAME_FLAG_UNALLOC and TSK_FS_META_FLAG_UNALLOC
_new = tuple.__new__  # of a named tuple takes half the time of its own way
_NANO = 1_000_000_000
_FOR_ALL = 1  # TSK_FS_ATTR_TYPE_DEFAULT: the only one of most file systems
_NAMED = 128  # NTFS_DATA
_RESOURCE, _FORK = 4353, b"rsrc"  # HFS_RSRC
_WANTED = {  # with HFS_DATA, and NTFS_IDXALLOC
    EntryKind.FILE: frozenset({_FOR_ALL, _NAMED, 4352, _RESOURCE}),
    EntryKind.FOLDER: frozenset({_FOR_ALL, _NAMED, 160}),
}
_NOTHING: frozenset[int] = frozenset()
_RESIDENT, _ENCRYPTED, _COMPRESSED = 0x04, 0x10, 0x20  # TSK_FS_ATTR_RES, _ENC, _COMP
_ODD = _RESIDENT | _COMPRESSED | _ENCRYPTED
_BAD_CLUSTERS = (b"$BadClus", b"$Bad")  # a stream as long as the volume that holds what is broken
KINDS = {  # TSK_FS_META_TYPE_ENUM
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


def given_away(meta: Any, *, gone: bool) -> bool:
    """Whether a deleted name points to a record that is in use by something else."""
    return gone and not int(meta.flags) & UNALLOCATED


def _unknown(_record: int, _stream: bytes) -> int | None:
    """How much of a stream was written, where the file system keeps no account of it."""
    return None


class Entries:
    """Makes entries of one file system, with blocks of `block` bytes on a volume of `end`."""

    def __init__(self, block: int, end: int, kind: str) -> None:
        self._block = block
        self._end = end
        # A filler is a hole in ext file systems; elsewhere it is a run that nobody could find.
        self._filler_is_hole = kind.startswith("EXT")
        self.valid: Written = _unknown  # see `ntfs_records.py`

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
        record = meta.addr
        if gone and given_away(meta, gone=gone):
            text = "its record belongs to another entry now"
            identity = Identity(0, 0, 0, record, 0)
            return [Listed(path, kind, identity, deleted=True, fault=text)]
        mtime = meta.mtime * _NANO + meta.mtime_nano
        ctime = meta.ctime * _NANO + meta.ctime_nano
        main: Listed | None = None
        streams: list[Listed] = []
        fault = ""
        wanted = _WANTED.get(kind, _NOTHING)
        try:
            for attribute in file if wanted else ():
                info = attribute.info
                type_ = int(info.type)
                if type_ not in wanted:
                    continue
                flags = int(info.flags)
                if type_ == _FOR_ALL and main is None and not flags & _ODD:
                    size = info.size
                    extents, stored_, said = self._placed(attribute, size)
                    identity = _new(Identity, (size, mtime, ctime, record, stored_))
                    every = (path, kind, identity, extents, None, b"", gone, None, said)
                    main = _new(Listed, every)
                    continue
                own = Listed(path, kind, Identity(0, mtime, ctime, record, 0), deleted=gone)
                one = self._stream(file, attribute, own, type_)
                if one is not None and one.stream:
                    streams.append(one)
                else:
                    main = main or one
                if len(streams) > ATTRIBUTES_MOST:
                    raise OSError(f"more than {ATTRIBUTES_MOST} streams")  # noqa: TRY301 - as all
        except OSError as bad:
            fault = f"the rest of its streams cannot be read: {bad}"
        if main is None:
            main = self._bare(meta, path, kind, gone)
        streams.append(main._replace(fault=main.fault or fault) if fault else main)
        return streams

    def _bare(self, meta: Any, path: bytes, kind: EntryKind, gone: bool) -> Listed:  # noqa: FBT001 - a plain state
        """An entry without content of its own: a link, a device, or a file that lost it."""
        mtime = meta.mtime * _NANO + meta.mtime_nano
        ctime = meta.ctime * _NANO + meta.ctime_nano
        size = 0 if kind is EntryKind.FOLDER or path == _BAD_CLUSTERS[0] else meta.size
        own = Listed(path, kind, Identity(size, mtime, ctime, meta.addr, 0), deleted=gone)
        if kind is EntryKind.LINK:
            return own._replace(target=bytes(meta.link or b""))
        if kind is EntryKind.FILE and size:
            return own._replace(fault="nothing says where its content lies")
        return own

    def _placed(self, attribute: Any, size: int) -> tuple[tuple[Extent, ...], int, str]:
        """Where the `size` bytes of `attribute` lie, how many are stored, and what is wrong."""
        block = self._block
        runs = [(run.offset, run.addr, run.len, int(run.flags)) for run in attribute]
        if len(runs) == 1:
            offset, address, count, odd = runs[0]
            start = address * block
            if not (offset or odd) and size <= count * block and start + size <= self._end:
                return ((_new(Extent, (0, start, size)),) if size else ()), size, ""
        extents, fault = content_runs(runs, block, (size, self._end), filler=self._filler_is_hole)
        return extents, stored(extents), fault

    def _stream(self, file: Any, attribute: Any, own: Listed, type_: int) -> Listed | None:
        """The stream of `own` that `attribute` is; None where it is none."""
        info = attribute.info
        name = info.name if type_ == _NAMED else None
        stream = _FORK if type_ == _RESOURCE else bytes(name or b"")
        if own.kind is EntryKind.FOLDER and type_ == _NAMED and not stream:
            return None
        if (own.path, stream) == _BAD_CLUSTERS:
            return None
        size, flags = int(info.size), int(info.flags)
        own = own._replace(stream=stream)
        if flags & _ODD:
            return self._odd(file, attribute, own, flags)
        extents, allocated, fault = self._placed(attribute, size)
        valid = self.valid(own.identity.inode, stream) if type_ == _NAMED and size else None
        if valid is not None and valid < size:
            extents = written(extents, valid)
            allocated = stored(extents)
        identity = own.identity._replace(size=size, allocated=allocated)
        return own._replace(identity=identity, extents=extents, fault=fault)

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
