"""Walks a tree and hands out batches: up to 256 entries, of as many folders as that takes."""

from collections.abc import Callable, Iterator

from mediascan.engine.pending import PendingFolders
from mediascan.model.source import Batch, Entry, EntryKind, Group, join
from mediascan.sources.base import Tree

BATCH_ENTRIES = 256  # one task a file is five times slower (docs/performance.md)
BATCH_NAMES = 32_768  # bytes of names, so that two batches fit a pipe and nobody waits for ever

Known = Callable[[bytes, tuple[bytes, ...]], frozenset[bytes]]  # names of a folder already done


def nothing_known(_folder: bytes, _names: tuple[bytes, ...]) -> frozenset[bytes]:
    """For a first run: no entry is in the catalog yet."""
    return frozenset()


def batches(tree: Tree, pending: PendingFolders, known: Known) -> Iterator[Batch]:
    """Every entry of `tree` that is not `known`, once.

    A folder is an entry of its own, given out when it has been listed, with what went wrong.
    Raises `OSError` when not even the root can be listed.
    """
    packer = _Packer(known)
    for entry in tree.entries(b""):
        yield from _take(b"", entry, pending, packer)
    yield from packer.leave(b"")
    for folder in iter(pending.pop, None):
        fault = ""
        try:
            for entry in tree.entries(folder):
                yield from _take(folder, entry, pending, packer)
        except OSError as bad:
            fault = f"{type(bad).__name__}: {bad.strerror or bad}"
        yield from packer.leave(folder)
        parent, _, name = folder.rpartition(b"/")
        yield from packer.folder(parent, name, fault)
    yield from packer.flush()


def _take(
    folder: bytes, entry: Entry, pending: PendingFolders, packer: "_Packer"
) -> Iterator[Batch]:
    if entry.kind is EntryKind.FOLDER:
        pending.push(join(folder, entry.name))
    else:
        yield from packer.add(folder, entry)


class _Packer:
    """Packs entries into batches."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._groups: list[Group] = []
        self._names: list[bytes] = []
        self._kinds = bytearray()
        self._entries = 0
        self._bytes = 0

    def add(self, folder: bytes, entry: Entry) -> Iterator[Batch]:
        self._names.append(entry.name)
        self._kinds.append(entry.kind)
        self._entries += 1
        self._bytes += len(entry.name)
        if self._full():
            yield from self.leave(folder)
            yield from self.flush()

    def leave(self, folder: bytes) -> Iterator[Batch]:
        """Close the group of `folder`, leaving out what is known."""
        if self._names:
            done = self._known(folder, tuple(self._names))
            pairs = zip(self._names, self._kinds, strict=True)
            left = [pair for pair in pairs if pair[0] not in done]
            self._entries -= len(self._names) - len(left)
            if left:
                names = tuple(name for name, _ in left)
                self._groups.append(Group(folder, names, bytes(kind for _, kind in left)))
                self._bytes += len(folder)
            self._names.clear()
            self._kinds.clear()
        if self._full():
            yield from self.flush()

    def folder(self, parent: bytes, name: bytes, fault: str) -> Iterator[Batch]:
        """A folder itself, once it has been listed."""
        self._groups.append(Group(parent, (name,), bytes([EntryKind.FOLDER]), (fault,)))
        self._entries += 1
        self._bytes += len(parent) + len(name)
        if self._full():
            yield from self.flush()

    def flush(self) -> Iterator[Batch]:
        if self._groups:
            yield Batch(tuple(self._groups))
        self._groups = []
        self._entries = self._bytes = 0

    def _full(self) -> bool:
        return self._entries >= BATCH_ENTRIES or self._bytes >= BATCH_NAMES
