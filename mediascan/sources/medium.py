"""A device or an image, read itself: nothing is mounted, and no driver of a file system runs.

What its volumes and file systems list was written into a layout before (`engine/survey.py`); here
it is looked up, and content is read from the medium by our own reader. A medium without a layout
has one entry: all of its bytes.
"""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import IncompleteError
from mediascan.model.finding import Fault
from mediascan.model.reading import DIGESTS
from mediascan.model.source import Entry, EntryKind, Identity, KeyFile
from mediascan.sources.base import NotRegular, Place, Source, Tree
from mediascan.sources.layout import MEDIUM
from mediascan.sources.layout_reader import Laid, LayoutReader
from mediascan.sources.mapped import Mapped
from mediascan.sources.media.base import Medium
from mediascan.sources.media.registry import is_device, medium_at, open_medium
from mediascan.sources.media.ring import Follow, Lead, Ring
from mediascan.sources.presence import missing
from mediascan.sources.unlocked import UnlockedMedium, part_of

_RAW = {".raw", ".dd", ".img", ".001"}  # what imaging tools call the bytes of a disk
_FILE_KINDS = {EntryKind.FILE, EntryKind.DELETED, EntryKind.SPACE, EntryKind.VOLUME}


class MediumTree:
    """What is on one medium. The medium itself is opened when something of it is read."""

    def __init__(self, path: str, layout: str, keys: tuple[KeyFile, ...] = ()) -> None:
        self._path = path
        self._keys = keys
        self._medium: Medium | None = None
        self._follow: Follow | None = None
        self._ring: Ring | None = None
        self._layout = LayoutReader(Path(layout)) if layout else None
        if not self._layout and not Path(path).exists():
            raise IncompleteError(f"Cannot read {show(path)}: it is not there.")

    def share(self, ring: Ring, reader: int) -> None:
        """Read what is in `ring` from there, and put there what is read for all of the medium."""
        self._ring, self._follow = ring, Follow(ring, reader)

    def entries(self, folder: bytes) -> Iterator[Entry]:
        if self._layout is None:
            if not folder:
                yield Entry(MEDIUM, EntryKind.MEDIUM)
            return
        yield from self._layout.entries(folder)

    def as_they_lie(self) -> Iterator[tuple[bytes, Entry, int, str]]:
        """Folder, entry, bytes and fault of everything, what has no place on the medium first."""
        if self._layout is None:
            yield b"", Entry(MEDIUM, EntryKind.MEDIUM), self._opened().size, ""
            return
        yield from self._layout.as_they_lie()

    def open(self, folder: bytes, name: bytes) -> "MappedFile | WholeMedium":
        if not folder and name == MEDIUM:
            return WholeMedium(self._opened(), self._ring)
        laid = self._laid(folder, name)
        if laid.kind not in _FILE_KINDS:
            raise NotRegular("not a regular file")
        if laid.fault:
            raise OSError(errno.EOPNOTSUPP, laid.fault)
        medium = self._opened()
        holes = laid.identity.size - laid.identity.allocated
        if holes > medium.size and laid.inside is None:
            words = "more bytes without a place on the medium than the medium has: not read"
            raise OSError(errno.EFBIG, words)
        return MappedFile(laid, medium, self._follow)

    def whole(self, folder: bytes, name: bytes, most: int) -> tuple[Identity, bytes] | None:
        try:
            file = self.open(folder, name)
        except OSError:
            return None
        if file.identity.size > most:
            return None
        buffer, done = bytearray(file.identity.size), 0
        room = memoryview(buffer)
        while done < len(buffer):
            try:
                count = file.read_into(room[done:], done)
            except OSError:
                return None
            if not count:
                return None
            done += count
        return file.identity, bytes(buffer)

    def describe(self, folder: bytes, name: bytes) -> Identity:
        if not folder and name == MEDIUM:
            return _identity_of(self.size)
        return self._laid(folder, name).identity

    def target(self, folder: bytes, name: bytes) -> bytes:
        target = self._laid(folder, name).target
        if target is None:
            raise OSError(errno.ENODATA, "the file system does not say where the link points")
        return target

    def place(self, folder: bytes, name: bytes) -> Place | None:
        laid = self._laid(folder, name)
        first = next((one.physical for one in laid.runs if one.physical is not None), None)
        return None if first is None else Place(first, laid.identity.size)

    def facts(self) -> dict[str, Any]:
        facts = dict(self.fact("medium") or self._opened().facts())
        if not isinstance(facts.get("rotational"), bool):
            facts.pop("rotational", None)  # the words why are in the section of the medium
        return {**facts, "kind": "medium", "medium": facts["kind"]}

    def fact(self, key: str) -> Any:
        """A value that the survey kept under `key`; None where it kept none."""
        return self._layout.fact(key) if self._layout else None

    @property
    def size(self) -> int:
        """Bytes of the medium."""
        known = self.fact("size")
        return self._opened().size if known is None else int(known)

    def total(self) -> int | None:
        return self.size

    def gone(self) -> str:
        return self._medium.gone() if self._medium else missing(self._path)

    def close(self) -> None:
        if self._medium:
            self._medium.close()
        if self._layout:
            self._layout.close()

    def _opened(self) -> Medium:
        if self._medium is None:
            parts = [part_of(one) for one in self.fact("unlocked") or ()]
            medium = open_medium(self._path)
            self._medium = UnlockedMedium(medium, parts, self._keys) if parts else medium
        return self._medium

    def laid(self, folder: bytes, name: bytes) -> Laid | None:
        """What the layout has of an entry; None where it has none."""
        return self._layout.of(folder, name) if self._layout else None

    def _laid(self, folder: bytes, name: bytes) -> Laid:
        laid = self.laid(folder, name)
        if laid is None:
            raise FileNotFoundError(errno.ENOENT, "not on this medium")
        return laid


class MappedFile:
    """What lies in runs of a medium, or in the records of a file system."""

    def __init__(self, laid: Laid, medium: Medium, follow: Follow | None) -> None:
        self.identity = laid.identity
        self.sector = medium.sector
        self.reach = laid.identity.size
        self.place = next((one.physical for one in laid.runs if one.physical is not None), 0)
        if laid.kind is EntryKind.SPACE:
            self.reach = laid.runs[0].length
        self._mapped = Mapped(self._below, laid.runs, self.reach)
        self._inside = laid.inside
        self._medium = medium
        self._follow = follow

    def read_into(self, buffer: memoryview, offset: int) -> int:
        if self._inside is None:
            return self._mapped.read_into(buffer[: max(0, self.identity.size - offset)], offset)
        part = self._inside[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        return len(part)

    def beyond(self, buffer: memoryview, offset: int) -> int:
        """As `read_into`, up to `reach`: a file may begin in one piece and end in another."""
        return self._mapped.read_into(buffer, offset)

    def _below(self, buffer: memoryview, start: int) -> int:
        if self._follow and self._follow.take(buffer, start):
            return len(buffer)
        return self._medium.read_into(buffer, start)

    def ahead(self, offset: int, length: int) -> None:
        """Who leads has read it, or is about to."""

    def now(self) -> Identity:
        return self.identity

    def close(self) -> None:
        """The medium stays open."""


class WholeMedium:
    """All bytes of a medium, shown to those who read behind."""

    def __init__(self, medium: Medium, ring: Ring | None) -> None:
        self.identity = _identity_of(medium.size)
        self.sector = medium.sector
        known = medium.facts().get("storedDigests") or {}
        self.stored = tuple(name for name in DIGESTS if name in known)  # digests to compare
        self._medium = medium
        self._lead = Lead(ring) if ring else None

    def read_into(self, buffer: memoryview, offset: int) -> int:
        count = self._medium.read_into(buffer[: max(0, self.identity.size - offset)], offset)
        if count and self._lead:
            self._lead.put(buffer[:count], offset)
        return count

    def ahead(self, offset: int, length: int) -> None:
        """A medium reads ahead by itself."""

    def now(self) -> Identity:
        return self.identity

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the medium as a whole, now that it was read."""
        return self._medium.faults()

    def close(self) -> None:
        if self._lead:
            self._lead.end()


def _identity_of(size: int) -> Identity:
    return Identity(size, 0, 0, 0, size)


def open_laid_out(path: str, layout: str, keys: tuple[KeyFile, ...]) -> Tree:
    """The tree of the medium at `path`, as `layout` has it; `keys` are of its unlocked volumes."""
    return MediumTree(path, layout, keys)


def _accepts(url: str) -> bool:
    """A file that shows no sign of a disk is one by its name: it may be that of a wiped disk."""
    if is_device(url) or medium_at(url) is not None:
        return True
    return Path(url).suffix.lower() in _RAW and Path(url).is_file()


SOURCE = Source(
    kind="medium",
    title="a drive or a disk image, not mounted",
    accepts=_accepts,
    open=lambda url: MediumTree(url, ""),
    place=lambda _url: "",  # no folder is read
)
