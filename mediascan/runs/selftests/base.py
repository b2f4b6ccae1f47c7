"""What a check is, and the media that checks are made with: bytes in memory, with bad sectors.

The names are those of the test assertions of NIST's program of Computer Forensics Tool Testing
(Digital Data Acquisition, Deleted File Recovery); the sentences are ours.
"""

import errno
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from mediascan.engine.digests import Digests
from mediascan.engine.read import Content, Reader
from mediascan.model.finding import Fault
from mediascan.model.reading import Reading
from mediascan.sources.medium import WholeMedium

SECTOR = 512


class Failed(Exception):
    """What was seen instead of what should be."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `run` raises `Failed`; any other error is a failure too."""

    id: str  # of the assertion
    sentence: str  # what is proven
    run: Callable[[], None]


@dataclass(slots=True)
class MemoryMedium:
    """A medium of these bytes; sectors by number that cannot be read."""

    data: bytes
    bad: frozenset[int] = frozenset()
    sector: int = SECTOR
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.size = len(self.data)

    def read_into(self, buffer: memoryview, offset: int) -> int:
        piece = self.data[offset : offset + len(buffer)]
        first, last = offset // SECTOR, (offset + max(1, len(piece)) - 1) // SECTOR
        if not self.bad.isdisjoint(range(first, last + 1)):
            raise OSError(errno.EIO, "injected")
        buffer[: len(piece)] = piece
        return len(piece)

    def facts(self) -> dict[str, Any]:
        return {"kind": "memory", "path": "memory"}

    def faults(self) -> tuple[Fault, ...]:
        return ()

    def gone(self) -> str:
        return ""

    def close(self) -> None: ...


class _Meter:
    def add(self, count: int) -> None: ...

    def room(self) -> bool:
        return False


def read_whole(medium: MemoryMedium, *, segments: bool = False) -> Content:
    """All of `medium`, read as an inspection reads it."""
    reader = Reader(_Meter(), Digests(Reading(("blake3", "sha256"), segments)))
    return reader.content(WholeMedium(medium, None))


def pattern(size: int) -> bytes:
    """`size` bytes in which no two sectors are alike."""
    count = -(-size // 32)
    return b"".join(hashlib.sha256(b"%d" % at).digest() for at in range(count))[:size]


def same(what: str, seen: object, wanted: object) -> None:
    """Raises `Failed` where `seen` is not `wanted`."""
    if seen != wanted:
        raise Failed(f"{what} is {seen!r}, should be {wanted!r}"[:200])
