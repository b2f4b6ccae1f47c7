"""What a file-system parser gives: names and extents. Content is read by our own reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from mediascan.model.extent import Extent
from mediascan.model.source import EntryKind, Identity
from mediascan.reading.window import Window

ReadInto = Callable[[memoryview, int], int]  # buffer, offset in the volume; as of a medium
Written = Callable[[int, bytes], int | None]  # record, stream -> bytes of it ever written
HEAD = 128 << 10  # bytes of a volume that `accepts` gets


class Listed(NamedTuple):
    """One entry of a file system. Deleted ones are marked, and never mixed with the others.

    The extents of a file are its content, up to its size: slack is not in them. Those of a folder
    are its own records. With a `fault` they only say which bytes belong to it.
    """

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
        """What only the parser can tell, as the number of entries: JSON values."""

    def entries(self) -> Iterator[Listed]:
        """Every entry, folders before what is in them; orphans without a folder come last.

        Memory grows with the number of folders only.
        """


@dataclass(frozen=True, slots=True)
class Parser:
    """One kind of file system.

    `accepts` gets the first HEAD bytes of the volume. `describe` reads label, UUID, sizes and
    state from the superblock: our own code, in any process. `open` runs C code on hostile bytes
    and is called in a child process only; None where no parser exists. `module` is what must be
    installed for it. Where the file system cannot be read, `advice` says what to do.
    """

    kind: str
    title: str
    reference: str
    accepts: Callable[[bytes], bool]
    describe: Callable[[Window], dict[str, Any]]
    open: Callable[[ReadInto, int], FileSystem] | None = None  # bytes of the volume
    module: str = ""
    advice: str = ""
