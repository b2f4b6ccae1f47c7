"""What a file-system parser gives: names and extents. Content is read by our own reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity

ReadInto = Callable[[memoryview, int], int]  # buffer, offset in the volume; as of a medium


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a file system. Deleted ones are marked, and never mixed with the others."""

    path: bytes  # from the root of the volume, without a leading slash
    kind: EntryKind
    identity: Identity
    extents: tuple[Extent, ...] = ()  # `physical` in bytes of the volume
    resident: bytes | None = None  # content that lies in the file system's own records
    stream: bytes = b""  # name of an alternate stream of `path`; b"" for the file itself
    deleted: bool = False
    target: bytes | None = None  # of a link
    fault: str = ""  # why its content cannot be read by extents (compressed, encrypted)


class FileSystem(Protocol):
    """A file system, open in this process. Its parser is C code: see `walker.py`."""

    def facts(self) -> dict[str, Any]:
        """Type, label, UUID, block size, times, state (clean or not): JSON values."""

    def entries(self) -> Iterator[Listed]:
        """Every entry, allocated ones first; memory does not grow with their number."""


@dataclass(frozen=True, slots=True)
class Parser:
    """One kind of file system. `accepts` gets the first 128 KiB of the volume.

    `open` is None where no parser is installed or exists: then `advice` says what to do.
    """

    kind: str
    title: str
    reference: str
    accepts: Callable[[bytes], bool]
    open: Callable[[ReadInto, int], FileSystem] | None  # bytes of the volume
    advice: str = ""
