"""exFAT, as on memory cards and large sticks.

The Sleuth Kit does not tell how much of a file was written; its numbers of records are places of
entries (`FATFS_SECT_2_INODE`), so the stream extension behind each can be read: its valid length is
at 8, the length at 24 (exFAT specification, section 7.6). Behind it a file reads as zeros.
"""

from collections.abc import Iterator
from typing import Any

from mediascan.model.source import EntryKind
from mediascan.reading.volumes.boot_sectors import describe_exfat, exfat_heap, is_exfat
from mediascan.sources.filesystems.base import Listed, Parser, ReadInto
from mediascan.sources.filesystems.runs import stored, written
from mediascan.sources.filesystems.tsk import SleuthKit

_ENTRY = 32  # bytes
_FIRST = 3  # FATFS_FIRST_NORMINO: the number of the first entry of the cluster heap
_FILE, _STREAM, _IN_USE = 0x05, 0x40, 0x80
_AHEAD = 1 << 16  # bytes of entries read at once: neighbours are asked for next


class ExFat:
    """One exFAT volume, open."""

    def __init__(self, read_into: ReadInto, size: int) -> None:
        self._inner = SleuthKit(read_into, size, "EXFAT")
        self._read_into = read_into
        head = bytearray(512)
        read_into(memoryview(head), 0)
        self._heap = exfat_heap(bytes(head))
        self._at, self._kept = -1, b""

    def facts(self) -> dict[str, Any]:
        return self._inner.facts()

    def entries(self) -> Iterator[Listed]:
        for one in self._inner.entries():
            if one.kind is EntryKind.FILE and one.extents and one.identity.inode > _FIRST:
                yield self._cut(one)
            else:
                yield one

    def _cut(self, one: Listed) -> Listed:
        """`one` with zeros where it was never written."""
        size = one.identity.size
        pair = self._get(self._heap + (one.identity.inode - _FIRST) * _ENTRY, 2 * _ENTRY)
        if len(pair) < 2 * _ENTRY or pair[0] & ~_IN_USE != _FILE or pair[32] & ~_IN_USE != _STREAM:
            return one  # the two stand in different clusters, or it is no file's entry
        valid, length = (int.from_bytes(pair[at : at + 8], "little") for at in (40, 56))
        if length != size or valid >= size:
            return one
        extents = written(one.extents, valid)
        identity = one.identity._replace(allocated=stored(extents))
        return one._replace(identity=identity, extents=extents)

    def _get(self, at: int, length: int) -> bytes:
        if not self._at <= at <= self._at + len(self._kept) - length or self._at < 0:
            buffer = bytearray(_AHEAD)
            self._at = at // _AHEAD * _AHEAD
            if at + length > self._at + _AHEAD:
                self._at = at
            self._kept = bytes(buffer[: self._read_into(memoryview(buffer), self._at)])
        return self._kept[at - self._at : at - self._at + length]


PARSER = Parser(
    kind="exfat",
    title="exFAT",
    reference="https://learn.microsoft.com/en-us/windows/win32/fileio/exfat-specification",
    accepts=is_exfat,
    describe=describe_exfat,
    open=ExFat,
    module="pytsk3",
    advice="Mount with -o ro.",
)
