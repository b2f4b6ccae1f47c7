"""Counts what lies below each folder, as the rows come by in the order of their paths.

What has the same beginning "a/" comes in one piece, so only the folders above the current path are
open: memory is bounded by the depth of a path, whatever the number of files.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from mediascan.assembly.base import File, LayoutKind, StoreKind
from mediascan.assembly.collection import Folder
from mediascan.assembly.registry import Registry
from mediascan.assembly.tally import NAMED
from mediascan.model.finding import Confidence

MEDIA = frozenset({"image", "audio", "video"})
LEAST = 100  # media files that make a folder of any names a collection
LEAST_KNOWN = 8  # and one of a known layout
SHARE = 80  # percent of the files below, sidecars left out
KEPT = 200  # candidates below one folder, the largest; the rest is counted by the folder above
_CLASSES = 64  # classes of content counted apart below one folder


@dataclass(slots=True)
class _Open:
    """A folder that files may still come from."""

    path: bytes
    files: int = 0
    size: int = 0
    own_media: int = 0  # directly in it
    media: int = 0
    content: dict[str, list[int]] = field(default_factory=dict)
    fits: dict[str, int] = field(default_factory=dict)  # layout -> files
    classes: int = 0  # folders below that hold media directly
    evidence: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)
    found: list[tuple[int, bytes, Folder]] = field(default_factory=list)
    covered: int = 0  # media files of what was found below
    store: tuple[StoreKind, Folder] | None = None


class Folders:
    """`store` is called for each folder that is a store, `media` for each collection of media."""

    def __init__(
        self,
        registry: Registry,
        store: Callable[[StoreKind, Folder], None],
        media: Callable[[LayoutKind, Folder], None],
    ) -> None:
        self._registry = registry
        self._store = store
        self._media = media
        self._open = [_Open(b"")]

    def add(self, folder: bytes, size: int, content: str) -> "_Open":
        """Count a file in `folder`; returns what it is counted in."""
        top = self._open[-1]
        if top.path != folder:
            top = self._go(folder)
        top.files += 1
        top.size += size
        counted = top.content.get(content)
        if counted is None:
            if len(top.content) >= _CLASSES:
                content = "other"
            counted = top.content.setdefault(content, [0, 0])
        counted[0] += 1
        counted[1] += size
        return top

    def media(self, top: "_Open", file: File) -> None:
        """Look at the name of a picture, sound or video that was counted in `top`."""
        top.own_media += 1
        for kind in self._registry.layouts.get(file.content, ()):
            if kind.fits(file):
                top.fits[kind.id] = top.fits.get(kind.id, 0) + 1
        if len(top.evidence) < NAMED:
            told = {"role": "shard"}
            if file.digest is not None:
                told["sha256"] = file.digest.hex()
            top.evidence.append((file.path, told))

    def mark(self, kind: StoreKind, root: bytes, found: Folder) -> None:
        """The folder `root`, which is open, is a store; the first mark counts."""
        for one in self._open:
            if one.path == root and (one.store is None or one.store[0].id > kind.id):
                one.store = (kind, found)

    def _go(self, folder: bytes) -> "_Open":
        while not _above(self._open[-1].path, folder):
            self._close()
        top = self._open[-1]
        at = len(top.path) + 1 if top.path else 0
        while (at and at < len(folder)) or (not at and folder and top.path != folder):
            end = folder.find(b"/", at)
            top = _Open(folder if end < 0 else folder[:end])
            self._open.append(top)
            if end < 0:
                break
            at = end + 1
        return top

    def end(self) -> None:
        """No more files come."""
        while len(self._open) > 1:
            self._close()
        self._settle(self._open[0])
        for _, _, found in sorted(self._open[0].found, key=lambda one: one[1]):
            kind = self._registry.kinds[found.kind]
            if isinstance(kind, LayoutKind):
                self._media(kind, found)

    def _close(self) -> None:
        done, above = self._open.pop(), self._open[-1]
        self._settle(done)
        above.files += done.files
        above.size += done.size
        above.media += done.media
        above.classes += done.classes + (done.own_media > 0)
        above.covered += done.covered
        above.evidence = (above.evidence + done.evidence)[:NAMED]
        for name, (files, size) in done.content.items():
            kept = name if name in above.content or len(above.content) < _CLASSES else "other"
            counted = above.content.setdefault(kept, [0, 0])
            counted[0] += files
            counted[1] += size
        for name, count in done.fits.items():
            above.fits[name] = above.fits.get(name, 0) + count
        for one in done.found:
            _push(above.found, one)

    def _settle(self, done: _Open) -> None:
        """Whether a folder whose files are all counted is a store, or a collection of media."""
        done.media += done.own_media
        if done.store is not None:
            mark, store = done.store
            store.files, store.size = done.files, done.size
            store.content = _pairs(done.content)
            self._store(mark, store)
        media = done.media
        if not media:
            return
        alone = len(done.found) == 1 and done.covered == media  # a folder below says it closer
        if alone:
            return
        kind = self._layout(done, media)
        if kind is None:
            return
        found = Folder(
            done.path,
            kind.id,
            done.files,
            done.size,
            Confidence.MAGIC,  # pictures begin as such; the layout is one of names
            _pairs(done.content),
            done.classes if kind.labelled else 0,
            done.fits.get(kind.id, 0),
            evidence=list(done.evidence),
        )
        done.found = [(found.size, found.path, found)]
        done.covered = media

    def _layout(self, done: _Open, media: int) -> LayoutKind | None:
        fitting = [
            kind
            for name, count in done.fits.items()
            if isinstance(kind := self._registry.kinds[name], LayoutKind)
            and 100 * count >= kind.share * media
        ]
        if not fitting:
            return None
        kind = min(fitting, key=lambda one: (-one.share, one.id))
        if kind.share == 0:
            enough = media >= LEAST and 100 * media >= SHARE * (done.files - _beside(done))
        else:
            enough = media >= LEAST_KNOWN
        return kind if enough else None


def _beside(done: _Open) -> int:
    """Texts beside media: captions, labels, transcripts; no more of them than there are media."""
    return min(done.media, sum(done.content.get(name, (0, 0))[0] for name in ("text", "dataset")))


def _pairs(content: dict[str, list[int]]) -> dict[str, tuple[int, int]]:
    return {name: (files, size) for name, (files, size) in content.items()}


def _above(path: bytes, folder: bytes) -> bool:
    return not path or folder == path or folder.startswith(path + b"/")


def _push(kept: list[tuple[int, bytes, Folder]], one: tuple[int, bytes, Folder]) -> None:
    if len(kept) < KEPT:
        heapq.heappush(kept, one)
    else:
        heapq.heappushpop(kept, one)
