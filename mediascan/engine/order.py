"""The order in which files are read: by path, or as they lie on a rotating disk.

A seek takes as long as reading a megabyte, and files that were written together seldom have paths
that are neighbours. So files are collected in sweeps, their places are asked for in the order of
their inodes (which lie together, too), and each sweep is read in the order of places. Sweeps
follow each other by path: memory is bounded, and rows of one sweep only are out of order.
"""

from array import array
from collections.abc import Callable, Iterator
from enum import StrEnum

from mediascan.engine import walk
from mediascan.engine.pack import Packer
from mediascan.engine.pending import PendingEntries
from mediascan.engine.pool import worker_count
from mediascan.engine.walk import Known
from mediascan.model.source import Batch, EntryKind
from mediascan.sources.base import Place, Tree

SWEEP_FILES = 65_536  # files in a sweep: 10 MiB to sort, and 40 where their rows are merged
SWEEP_BYTES = 8 << 20  # and bytes of names and folders in it
_TICK = 256  # entries between two signs of life

Lookup = Callable[[bytes, bytes], Place | None]


class Order(StrEnum):
    """What files are sorted by. A report names it."""

    PATH = "path"
    INODE = "inode"  # number of the inode
    EXTENT = "extent"  # where the first extent lies; by inode where the file system does not say


def order_for(*, rotational: bool | None) -> Order:
    """The order for a medium where nobody chose one; `rotational` None: not known."""
    return Order.EXTENT if rotational else Order.PATH


def depth_for(order: Order, *, rotational: bool | None, side_by_side: int = 1) -> int:
    """How many workers read one source, where nobody chose a number.

    One for a rotating disk, whose heads two files read at once would throw to and fro, and one
    where files are read as they lie, which is in vain with two. Else one for each processor, shared
    by the sources that are read `side_by_side`, rounded up.
    """
    if rotational or order is not Order.PATH:
        return 1
    return -(-worker_count() // side_by_side)


def batches(
    tree: Tree, pending: PendingEntries, known: Known, order: Order, tick: Callable[[], None]
) -> Iterator[Batch]:
    """Every entry of `tree` that is not `known`, once, in `order`.

    `tick` is called while a sweep is made, which may take minutes on a disk. Raises `OSError` when
    not even the root can be listed.
    """
    if order is Order.PATH:
        yield from walk.batches(tree, pending, known)
        return
    look = tree.place if order is Order.EXTENT else None
    sweep, others = Sweep(), Packer()
    for number, (folder, entry, fault) in enumerate(walk.found(tree, pending, known)):
        if entry.kind is EntryKind.FILE:
            sweep.add(folder, entry.name, entry.inode)
            if sweep.full:
                yield from sweep.batches(look, tick)
                sweep = Sweep()
        else:  # no content: where it lies does not matter
            yield from others.add(folder, entry.name, entry.kind, fault=fault)
        if number % _TICK == 0:
            tick()
    yield from others.flush()
    yield from sweep.batches(look, tick)


class Sweep:
    """Files in columns: as objects they would take four times the memory."""

    def __init__(self) -> None:
        self._folders: list[bytes] = []
        self._folder = array("I")  # of each file: position in `_folders`
        self._inode = array("Q")
        self._names = bytearray()
        self._start = array("I", [0])  # of each name, and of the next
        self._bytes = 0

    @property
    def full(self) -> bool:
        return len(self._inode) >= SWEEP_FILES or self._bytes >= SWEEP_BYTES

    def add(self, folder: bytes, name: bytes, inode: int) -> None:
        if not self._folders or self._folders[-1] != folder:
            self._folders.append(folder)
            self._bytes += len(folder)
        self._folder.append(len(self._folders) - 1)
        self._inode.append(inode)
        self._names += name
        self._start.append(len(self._names))
        self._bytes += len(name)

    def batches(self, look: Lookup | None, tick: Callable[[], None]) -> Iterator[Batch]:
        """The files by inode, or by what `look` says; without a place first, for no seek is lost.

        Equal ones stay in the order of paths.
        """
        order = array("I", sorted(range(len(self._inode)), key=self._inode.__getitem__))
        sizes = array("Q", bytes(8 * len(order)))
        if look:
            offsets = array("Q", bytes(8 * len(order)))
            for number, at in enumerate(order):
                if place := look(*self._file(at)):
                    offsets[at], sizes[at] = place
                if number % _TICK == 0:
                    tick()
            order = array("I", sorted(order, key=offsets.__getitem__))
        packer = Packer()
        for at in order:
            yield from packer.add(*self._file(at), EntryKind.FILE, size=sizes[at])
        yield from packer.flush()

    def _file(self, at: int) -> tuple[bytes, bytes]:
        """Folder and name."""
        name = bytes(self._names[self._start[at] : self._start[at + 1]])
        return self._folders[self._folder[at]], name
