"""What an inspection of a medium does besides: it surveys first, and reads as the bytes lie."""

import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from mediascan.engine.order import Order, batches
from mediascan.engine.pack import Packer
from mediascan.engine.pending import PendingEntries
from mediascan.engine.pool import Marks, worker_count
from mediascan.engine.surveyor import survey
from mediascan.engine.walk import Known
from mediascan.model.display import show
from mediascan.model.errors import IncompleteError, UsageError
from mediascan.model.source import Batch, Entry, EntryKind, Group, KeyFile, SourceSpec
from mediascan.sources.base import Tree
from mediascan.sources.layout import MEDIUM
from mediascan.sources.layout_reader import is_finished
from mediascan.sources.locks.base import Key
from mediascan.sources.media.ring import Ring
from mediascan.sources.media.stamp import stamp_of
from mediascan.sources.medium import SOURCE as MEDIA
from mediascan.sources.medium import MediumTree

FACTS = ("medium", "size", "states", "divisions", "volumes", "faults", "space")  # of a layout
STAMP = "medium.txt"
LAYOUT = "layout.sqlite"
_TOGETHER = 256  # entries asked for at once, whether they are known
TIMES = 2  # each byte is counted for the medium, and for what it belongs to


def is_medium(spec: SourceSpec) -> bool:
    """Whether `spec` names a drive or an image."""
    return spec.kind == MEDIA.kind


def with_keys(spec: SourceSpec, keys: tuple[KeyFile, ...]) -> SourceSpec:
    """`spec`, of which `keys` unlock volumes.

    Raises `UsageError` where it has none, or a key cannot be read.
    """
    if not keys:
        return spec
    if not is_medium(spec):
        raise UsageError("--unlock is for volumes of a drive or a disk image.")
    for one in keys:
        try:
            Key(one.path).content()
        except IncompleteError as bad:
            raise UsageError(str(bad)) from bad
    return replace(spec, keys=keys)


def unlocked(predicate: dict[str, Any]) -> set[str]:
    """The volumes that were unlocked for the report of this predicate, which is verified."""
    medium = predicate.get("medium")
    volumes = medium.get("volumes") if isinstance(medium, dict) else None
    found = volumes if isinstance(volumes, list) else []  # a stranger may have signed it
    return {str(one.get("name")) for one in found if isinstance(one, dict) and "unlocked" in one}


def laid_out(spec: SourceSpec, work: Path, tick: Callable[[int], None]) -> SourceSpec:
    """`spec` with its layout in the folder `work`, where it is that of a medium.

    A layout that an earlier sitting finished is used again. Raises as `survey` does, and
    `UsageError` where another medium, or a changed image, is at the same place now.
    """
    if not is_medium(spec):
        return spec
    file, stamp = work / LAYOUT, work / STAMP
    names = sorted({one.volume for one in spec.keys})
    now = stamp_of(spec.url) + "".join(f"\nunlocked {show(name)}" for name in names)
    if not is_finished(file) or not stamp.exists():
        survey(spec.url, file, tick, spec.keys)
        stamp.write_text(now, "utf-8")
    elif stamp.read_text("utf-8") != now:
        raise UsageError(
            f"{show(spec.url)} is not what it was when this inspection began: another medium, "
            "an image that was changed, or other volumes to unlock. Choose another folder with "
            "--out."
        )
    return replace(spec, layout=str(file))


@contextmanager
def laid_out_aside(spec: SourceSpec) -> Iterator[SourceSpec]:
    """As `laid_out`, in a folder for temporary files."""
    if not is_medium(spec):
        yield spec
        return
    with tempfile.TemporaryDirectory(prefix="mediascan-") as work:
        yield laid_out(spec, Path(work), lambda _: None)


def facts_of(tree: Tree, proof: dict[str, Any]) -> dict[str, Any] | None:
    """What the layout of a medium says, for the statement; None for any other source.

    `proof` is what the checks of this installation came to.
    """
    if not isinstance(tree, MediumTree):
        return None
    return {key: tree.fact(key) for key in FACTS} | {"selftest": proof}


def ring_for(tree: Tree, workers: int, depth: int) -> tuple[Ring | None, int]:
    """For a medium what was read last, for so many workers and one that leads; and how many.

    Any other source has no ring, and `depth` workers where nobody chose a number.
    """
    if not isinstance(tree, MediumTree):
        return None, workers or depth
    count = (workers or worker_count()) + 1
    return Ring(multiprocessing.get_context("spawn"), count), count


def all_batches(
    tree: Tree,
    pending: PendingEntries,
    known: Known,
    order: Order,
    tick: Callable[[], None],
    marks: Marks | None = None,
) -> Iterator[Batch]:
    """Every entry that is not `known`, once: as it lies on a medium, else in `order`."""
    if not isinstance(tree, MediumTree):
        return batches(tree, pending, known, order, tick)
    return chain(leading(marks, known), batches_as_they_lie(tree, known))


def batches_as_they_lie(tree: MediumTree, known: Known) -> Iterator[Batch]:
    """Everything on the medium that is not `known`, once: first the medium itself, which leads.

    What has no place on it comes next, and then all else by place.
    """
    packer = Packer()
    together: list[tuple[bytes, Entry, int, str]] = []
    for one in tree.as_they_lie():
        if one[1].kind is EntryKind.MEDIUM:
            continue
        together.append(one)
        if len(together) >= _TOGETHER:
            yield from _packed(packer, together, known)
            together = []
    yield from _packed(packer, together, known)
    yield from packer.flush()


def leading(marks: Marks | None, known: Known) -> Iterator[Batch]:
    """The batch that reads the whole medium, from where an earlier sitting left it."""
    if not known(b"", (MEDIUM,)):
        group = Group(b"", (MEDIUM,), bytes([EntryKind.MEDIUM]))
        yield Batch((group,), alone=True, mark=marks.of(MEDIUM) if marks else None, leads=True)


def _packed(
    packer: Packer, together: list[tuple[bytes, Entry, int, str]], known: Known
) -> Iterator[Batch]:
    names: dict[bytes, list[bytes]] = {}
    for folder, entry, _, _ in together:
        if entry.kind is not EntryKind.FOLDER:
            names.setdefault(folder, []).append(entry.name)
    done = {folder: known(folder, tuple(some)) for folder, some in names.items()}
    for folder, entry, size, fault in together:
        if entry.name not in done.get(folder, ()):
            told = fault if entry.kind is EntryKind.FOLDER else ""
            yield from packer.add(folder, entry.name, entry.kind, fault=told, size=size)
