"""A medium, and behind its end the decrypted bytes of its volumes that were unlocked.

Places on such a medium from `BEYOND` on are no places of the evidence: what is read there was
decrypted in memory, and is written nowhere. So files of an unlocked volume have runs like all
others, and come after everything that lies on the medium itself.
"""

import errno
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mediascan.model.extent import BEYOND, Extent
from mediascan.model.finding import Fault
from mediascan.model.source import KeyFile
from mediascan.sources.filesystems.base import ReadInto
from mediascan.sources.locks.base import Key, Plain
from mediascan.sources.locks.registry import all_locks
from mediascan.sources.mapped import Mapped
from mediascan.sources.media.base import Medium

_ALIGN = 1 << 26  # bytes: pieces of space end at multiples of it
_NO_KEY = "it lies in an unlocked volume, and its key was not given this time: use --unlock"


@dataclass(frozen=True, slots=True)
class Part:
    """One unlocked volume: `size` bytes from `start` on, decrypted from those in `extents`."""

    volume: str  # the encrypted one, as the report names it
    format: str  # of its lock
    start: int
    size: int
    outer: int  # bytes of the encrypted one
    extents: tuple[Extent, ...]  # of the encrypted one, on the medium or in an unlocked volume

    @property
    def end(self) -> int:
        return self.start + self.size

    def as_data(self) -> dict[str, Any]:
        """For the layout: JSON values. No key, and no name of one, is in it."""
        return asdict(self) | {"extents": [[*one] for one in self.extents]}


def part_of(data: dict[str, Any]) -> Part:
    """What `Part.as_data` gave."""
    return Part(**data | {"extents": tuple(Extent(*one) for one in data["extents"])})


def next_start(parts: Sequence[Part]) -> int:
    """Where the bytes of one more unlocked volume begin."""
    return -(-parts[-1].end // _ALIGN) * _ALIGN if parts else BEYOND


class UnlockedMedium:
    """`medium` and `parts`, which may grow. A volume is unlocked when it is read first."""

    def __init__(self, medium: Medium, parts: Sequence[Part], keys: Sequence[KeyFile]) -> None:
        self.size = medium.size
        self.sector = medium.sector
        self._medium = medium
        self._parts = parts
        self._keys = {one.volume: Key(one.path) for one in keys}
        self._plain: dict[int, Plain] = {}

    def read_into(self, buffer: memoryview, offset: int) -> int:
        if offset < BEYOND:
            return self._medium.read_into(buffer, offset)
        for part in self._parts:
            if part.start <= offset < part.end:
                count = min(len(buffer), part.end - offset)
                data = self._opened(part).read_at(offset - part.start, count)
                buffer[: len(data)] = data
                return len(data)
        return 0

    def facts(self) -> dict[str, Any]:
        return self._medium.facts()

    def faults(self) -> tuple[Fault, ...]:
        return self._medium.faults()

    def gone(self) -> str:
        return self._medium.gone()

    def close(self) -> None:
        self._plain.clear()
        self._medium.close()

    def _opened(self, part: Part) -> Plain:
        if part.start not in self._plain:
            key = self._keys.get(part.volume)
            if key is None:
                raise OSError(errno.EACCES, _NO_KEY)
            below = filled(Mapped(self.read_into, part.extents, part.outer))
            plain = all_locks()[part.format].open(below, part.outer, key)
            if plain is None:
                raise OSError(errno.EACCES, "the key does not unlock its volume any more")
            self._plain[part.start] = plain
        return self._plain[part.start]


def filled(mapped: Mapped) -> ReadInto:
    """Reads of `mapped` that end early only where it ends."""

    def fill(buffer: memoryview, offset: int) -> int:
        done = 0
        while done < len(buffer):
            count = mapped.read_into(buffer[done:], offset + done)
            if not count:
                break
            done += count
        return done

    return fill
