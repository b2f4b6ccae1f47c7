"""Walks a tree in the byte order of full paths: `a`, then `a-b`, then `a/x`.

The catalog stores each batch as a sorted run; runs that hardly overlap are merged in little memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from mediascan.engine.pack import BATCH_ENTRIES, Packer
from mediascan.engine.pending import Listing, PendingEntries
from mediascan.model.source import Batch, Entry, EntryKind, join
from mediascan.sources.base import Tree

Known = Callable[[bytes, tuple[bytes, ...]], frozenset[bytes]]  # names of a folder already done
Found = tuple[bytes, Entry, str]  # folder, entry, why a folder could not be listed ("" for none)


def nothing_known(_folder: bytes, _names: tuple[bytes, ...]) -> frozenset[bytes]:
    """For a first run: no entry is in the catalog yet."""
    return frozenset()


def batches(tree: Tree, pending: PendingEntries, known: Known) -> Iterator[Batch]:
    """Every entry of `tree` that is not `known`, once, in the order of paths.

    Raises `OSError` when not even the root can be listed.
    """
    packer = Packer()
    for folder, entry, fault in found(tree, pending, known):
        yield from packer.add(folder, entry.name, entry.kind, fault=fault)
    yield from packer.flush()


def found(tree: Tree, pending: PendingEntries, known: Known) -> Iterator[Found]:
    """Every entry of `tree`, once, in the order of paths; those of a folder that are known not.

    Folders are always given: they are listed again in any case. Raises as `batches`.
    """
    entries = _walk(tree, pending)
    return entries if known is nothing_known else _unknown(entries, known)


@dataclass(slots=True)
class _Folder:
    """A folder whose content is due, or whose row was given while its content is not yet due."""

    name: bytes
    listing: Listing
    waiting: list["_Folder"] = field(default_factory=list)  # folders in it, the first due is last

    def descends(self) -> bool:
        """Whether the content of a folder in it comes before its own next entry.

        A folder waits while names come that begin with its own and go on with a byte below "/".
        So of two that wait, the later one begins with the earlier one's name, and is due first.
        """
        if not self.waiting:
            return False
        name = self.listing.peek()
        return name is None or name > self.waiting[-1].name + b"/"


def _walk(tree: Tree, pending: PendingEntries) -> Iterator[Found]:
    """Depth first. Of the path of each open folder only its last name is held."""
    listing, broken = pending.listing(tree.entries(b""))
    if broken:
        raise broken
    path = b""
    stack = [_Folder(b"", listing)]
    while stack:
        here = stack[-1]
        if here.descends():
            stack.append(here.waiting.pop())
            path = join(path, stack[-1].name)
        elif here.listing.peek() is None:
            here.listing.end()
            stack.pop()
            path = path[: max(0, len(path) - len(here.name) - 1)]
        else:
            entry = here.listing.take()
            fault = ""
            if entry.kind is EntryKind.FOLDER:
                listing, broken = pending.listing(tree.entries(join(path, entry.name)))
                here.waiting.append(_Folder(entry.name, listing))
                if broken:
                    fault = f"{type(broken).__name__}: {broken.strerror or broken}"
            yield path, entry, fault


def _unknown(entries: Iterator[Found], known: Known) -> Iterator[Found]:
    """Without what is known, asked for by up to a batch of one folder at a time."""
    together: list[Found] = []
    for one in entries:
        if together and (one[0] != together[0][0] or len(together) >= BATCH_ENTRIES):
            yield from _left(together, known)
            together = []
        together.append(one)
    if together:
        yield from _left(together, known)


def _left(together: list[Found], known: Known) -> Iterator[Found]:
    names = [entry.name for _, entry, _ in together if entry.kind is not EntryKind.FOLDER]
    done = known(together[0][0], tuple(names)) if names else frozenset()
    for one in together:
        if one[1].kind is EntryKind.FOLDER or one[1].name not in done:
            yield one
