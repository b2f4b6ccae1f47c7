"""What the order of reading saves a rotating disk, counted from the map of extents: no disk needed.

For each order the batches are taken from the engine and read as a pool of one worker would read
them; every read is (physical offset, length). A read that does not begin where the last one ended
makes the head move. Counted is the content alone: reads of folders and inodes are not seen here.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.command import corpora_folder
from benchmarks.corpora import Maker
from mediascan.engine import order
from mediascan.engine.inspect import BATCH_BYTES
from mediascan.engine.order import Order, batches
from mediascan.engine.pending import PendingEntries
from mediascan.engine.pool import IN_HAND
from mediascan.engine.walk import nothing_known
from mediascan.model.source import Batch, EntryKind, Group
from mediascan.sources.directory import DirectoryTree
from mediascan.sources.fiemap import extents

CORPORA = {"small": "corpus 2 (small)", "mixed": "corpus 3 (mixed)"}
REACH = {"small": 100, "mixed": 20}  # times fewer non-contiguous reads than in folder order
FOLDERS = "folder order (`os.scandir`)"
ROOM = 256  # extents asked for at once
BLOCK = 4096  # bytes; extents may reach behind the end of a file

File = tuple[bytes, bytes]  # folder and name
Read = tuple[int, int]  # physical offset and length, in bytes


@dataclass(frozen=True, slots=True)
class Travel:
    """What the head of a disk does: `seeks` reads that begin elsewhere, over `distance` bytes."""

    seeks: int
    distance: int


def travel(reads: Iterable[Read]) -> Travel:
    """Over `reads` in their order; the first is where the head stands."""
    seeks = distance = 0
    head: int | None = None
    for offset, length in reads:
        if head is not None and offset != head:
            seeks += 1
            distance += abs(offset - head)
        head = offset + length
    return Travel(seeks, distance)


def reads_of(path: bytes) -> list[Read]:
    """The reads that bring the content of a file, extents that touch put together."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        end = -(-os.fstat(descriptor).st_size // BLOCK) * BLOCK
        found: list[Read] = []
        at = 0
        while at < end and (some := extents(descriptor, ROOM, at)):
            for one in some:
                length = min(one.length, end - one.logical)
                if one.physical is not None and length > 0:
                    _join(found, (one.physical, length))
            at = end if some[-1].last else some[-1].logical + some[-1].length
        return found
    finally:
        os.close(descriptor)


def _join(reads: list[Read], more: Read) -> None:
    if reads and sum(reads[-1]) == more[0]:
        more = (reads[-1][0], reads.pop()[1] + more[1])
    reads.append(more)


def in_folder_order(root: bytes) -> Iterator[File]:
    """Files as plain `os.scandir` lists them, folder by folder."""
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.relpath(folder, root) if folder != root else b"", name


def as_read(given: Iterator[Batch], size: dict[File, int]) -> Iterator[File]:
    """The files in the order in which a pool of one worker reads them: `engine.pool`, `inspect`."""
    again: deque[Batch] = deque()
    held: deque[Batch] = deque()
    while True:
        while len(held) < IN_HAND and (batch := again.popleft() if again else next(given, None)):
            held.append(batch)
        if not held:
            return
        later: list[File] = []
        yield from _inspected(held.popleft(), size, again, later)
        if later:
            again.append(Batch(tuple(_single(one) for one in later)))


def _inspected(
    batch: Batch, size: dict[File, int], again: deque[Batch], later: list[File]
) -> Iterator[File]:
    read = 0
    for group in batch.groups:
        for name, kind in zip(group.names, group.kinds, strict=True):
            file = group.folder, name
            if kind != EntryKind.FILE:
                continue
            if read >= BATCH_BYTES:
                later.append(file)
            elif size[file] > BATCH_BYTES and not batch.alone:
                again.append(Batch((_single(file),), alone=True))
            else:
                read += size[file]
                yield file


def _single(file: File) -> Group:
    return Group(file[0], (file[1],), bytes([EntryKind.FILE]))


def main() -> int:
    """Print the table; 0 when every target is reached."""
    parser = argparse.ArgumentParser(prog="benchmarks/order", description=__doc__)
    parser.add_argument("--corpora", type=Path, help="keep the corpora here and use them again")
    parser.add_argument("--quick", action="store_true", help="corpora ten times smaller")
    parser.add_argument(
        "--sweep",
        type=int,
        default=order.SWEEP_FILES,
        help="files in a sweep; smaller ones show what a drive with more files than that gains",
    )
    options = parser.parse_args()
    order.SWEEP_FILES = options.sweep
    missed = 0
    print(HEADER)
    with corpora_folder(options.corpora) as folder:
        maker = Maker(folder, 10 if options.quick else 1)
        for name, title in CORPORA.items():
            root = maker.corpus(name).folder
            os.sync()  # what is not written yet lies nowhere
            for line, reached in _lines(os.fsencode(root), title, REACH[name]):
                missed += not reached
                print(line, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"\nPeak memory of this process, with a map of every file: {peak} MiB.", file=sys.stderr)
    return 1 if missed else 0


HEADER = (
    "| corpus | order | non-contiguous reads | fewer than in folder order | fewer than by path | "
    "head travel, GB | less than in folder order | less than by path | "
    "making the order, us a file |\n|---|---|---|---|---|---|---|---|---|"
)


def _lines(root: bytes, title: str, reach: int) -> Iterator[tuple[str, bool]]:
    """A line an order, and whether it is what it must be."""
    plain = list(in_folder_order(root))
    paths = {file: b"/".join((root, *filter(None, file))) for file in plain}
    reads = {file: reads_of(path) for file, path in paths.items()}
    size = {file: Path(os.fsdecode(path)).stat().st_size for file, path in paths.items()}
    orders: dict[str, list[File]] = {FOLDERS: plain}
    cost = {FOLDERS: ""}
    for one in Order:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as work:
            found = list(_engine(root, one, Path(work)))
        cost[one] = f"{(time.monotonic() - began) / len(plain) * 1e6:.1f}"
        orders[one] = list(as_read(iter(found), size))
        if sorted(orders[one]) != sorted(plain):
            raise SystemExit(f"{title}: in order {one} not every file is read once")
    moved = {name: travel(one for f in files for one in reads[f]) for name, files in orders.items()}
    folders, path = moved[FOLDERS], moved[Order.PATH]
    for name, one in moved.items():
        fewer, shorter = _times(folders.seeks, one.seeks), _times(folders.distance, one.distance)
        cells = (
            title,
            name,
            f"{one.seeks:,}",
            f"{fewer:.1f}",
            f"{_times(path.seeks, one.seeks):.1f}",
            f"{one.distance / 1e9:,.1f}",
            f"{shorter:.1f}",
            f"{_times(path.distance, one.distance):.1f}",
            cost[name],
        )
        yield "| " + " | ".join(cells) + " |", name != Order.EXTENT or fewer >= reach


def _engine(root: bytes, chosen: Order, work: Path) -> Iterator[Batch]:
    tree = DirectoryTree(os.fsdecode(root))
    pending = PendingEntries(work / "folders.sqlite")
    yield from batches(tree, pending, nothing_known, chosen, lambda: None)
    pending.close()
    tree.close()


def _times(more: int, less: int) -> float:
    return more / max(less, 1)


if __name__ == "__main__":
    sys.exit(main())
