"""The Sleuth Kit behind its Python door: ext, FAT, exFAT, NTFS, HFS+, ISO 9660.

It gives names, times and runs; content is not read through it, but for what lies in the file
system's own records. `pytsk3` is imported in the process that walks, and nowhere else.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from mediascan.model.errors import Malformed
from mediascan.model.source import EntryKind, Identity
from mediascan.sources.filesystems.base import Listed, ReadInto
from mediascan.sources.filesystems.names import full_path, unfit
from mediascan.sources.filesystems.ntfs_records import Records
from mediascan.sources.filesystems.tsk_entries import KINDS, UNALLOCATED, Entries, given_away

READ = 1 << 16  # bytes that the Sleuth Kit reads at once: TSK_IMG_INFO_CACHE_LEN
DEPTH_MOST = 1024  # folders within folders
ORPHANS = b"$OrphanFiles"  # a folder that the Sleuth Kit invents for entries without one

_DOTS = (b".", b"..")
LABEL = b" (Volume Label Entry)"  # what it adds to the label of FAT, to make an entry of it


class _Folder(NamedTuple):
    """A folder to be listed."""

    path: bytes
    record: int
    parent: int
    depth: int
    deleted: bool


class SleuthKit:
    """One file system, open. `kind` is a name of `TSK_FS_TYPE_*`."""

    def __init__(self, read_into: ReadInto, size: int, kind: str) -> None:
        import pytsk3  # noqa: PLC0415 - only where a walk needs it

        kept = memoryview(bytearray(READ))

        class Image(pytsk3.Img_Info):  # type: ignore[misc] # its wheel carries no types
            def __init__(self) -> None:
                super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)

            def read(self, offset: int, length: int) -> bytes:
                length = max(0, min(length, size - offset))
                view = kept[:length] if length <= len(kept) else memoryview(bytearray(length))
                return bytes(view[: read_into(view, offset)])

            def get_size(self) -> int:
                return size

            def close(self) -> None: ...

        self._image = Image()
        try:
            self._fs = pytsk3.FS_Info(self._image, type=getattr(pytsk3, f"TSK_FS_TYPE_{kind}"))
        except OSError as bad:
            raise Malformed(f"The Sleuth Kit does not open it: {bad}") from None
        self._entries = Entries(int(self._fs.info.block_size), size, kind)
        self._read_into = read_into

    def keep_account(self, record: int) -> None:
        """For NTFS, with records of so many bytes: tell how much of a file was written."""
        table = self._fs.open_meta(inode=0)
        kind, gone = EntryKind.FILE, False
        entry = self._entries.listed(table, table.info.meta, b"$MFT", kind, gone)[-1]
        self._entries.valid = Records(self._read_into, entry.extents, record).valid

    def facts(self) -> dict[str, Any]:
        info = self._fs.info
        return {
            "blockBytes": int(info.block_size),
            "blocks": int(info.block_count),
            "lastRecord": int(info.last_inum),
            "parser": "The Sleuth Kit (pytsk3)",
        }

    def entries(self) -> Iterator[Listed]:
        root = int(self._fs.info.root_inum)
        seen = {root}
        pending, orphans = [_Folder(b"", root, root, 0, deleted=False)], list[_Folder]()
        while pending or orphans:
            folder = (pending or orphans).pop()
            inside: list[_Folder] = []
            yield from self._inside(folder, inside)
            for inner in inside:
                elsewhere = inner.record in seen
                if elsewhere or inner.depth > DEPTH_MOST:
                    text = "is listed elsewhere" if elsewhere else f"{DEPTH_MOST} folders deep"
                    if not inner.deleted:
                        yield _broken(inner, f"{text}: not entered")
                    continue
                seen.add(inner.record)
                (orphans if inner.path == ORPHANS else pending).append(inner)

    def _inside(self, folder: _Folder, inside: list[_Folder]) -> Iterator[Listed]:
        """Each entry of `folder`; each folder in it that is to be listed goes to `inside`."""
        listed, before = self._entries.listed, folder.path + b"/" if folder.path else b""
        unknown = EntryKind.UNKNOWN
        try:
            for file in self._fs.open_dir(inode=folder.record):
                info = file.info
                name, meta = info.name, info.meta
                raw = name.name
                if raw in _DOTS and name.meta_addr in (folder.record, folder.parent, 0):
                    continue
                gone = folder.deleted or bool(int(name.flags) & UNALLOCATED)
                path = full_path(folder.path, raw) if unfit(raw) else before + raw
                if meta is None:
                    yield from self._without(name, path, gone)
                elif (kind := KINDS.get(int(meta.type), unknown)) is EntryKind.FOLDER:
                    inner = _Folder(path, meta.addr, folder.record, folder.depth + 1, gone)
                    if path != ORPHANS:
                        yield from listed(file, meta, path, kind, gone)
                    if path == ORPHANS:
                        inside.append(inner._replace(deleted=True))
                    elif not given_away(meta, gone=gone):
                        inside.append(inner)
                elif folder.path or not raw.endswith(LABEL) or meta.size:
                    yield from listed(file, meta, path, kind, gone)
        except OSError as bad:
            yield _broken(folder, f"its list of entries breaks off: {bad}")

    def _without(self, name: Any, path: bytes, gone: bool) -> list[Listed]:  # noqa: FBT001 - a plain state
        """An entry whose record did not come with its name.

        A record of NTFS counts how often it was used, and one more when it is given back: the
        Sleuth Kit takes it for another's then.
        """
        try:
            file = self._fs.open_meta(inode=name.meta_addr) if name.meta_addr and gone else None
        except OSError:
            file = None
        meta = file and file.info.meta
        if meta is None or given_away(meta, gone=True) or meta.seq != name.meta_seq + 1:
            return [self._entries.without_record(path, name, gone=gone)]
        kind = KINDS.get(int(meta.type), EntryKind.UNKNOWN)
        return self._entries.listed(file, meta, path, kind, gone)


def _broken(folder: _Folder, text: str) -> Listed:
    """What is wrong with a folder, as an entry of its own beside the one that names it."""
    identity = Identity(0, 0, 0, folder.record, 0)
    kind = EntryKind.FOLDER
    return Listed(folder.path, kind, identity, deleted=folder.deleted, fault=text)
