"""What a source is: a tree that can be listed and read, and nothing else.

A tree is opened once a process, from a `SourceSpec` alone. Errors of the medium or the system are
`OSError`. Paths are bytes from the root of the source, without a leading slash. No method follows
a link, writes, or changes access times where the system lets us.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from mediascan.model.source import Entry, Identity


class NotEntered(OSError):
    """A folder that is not listed on purpose (another file system is mounted there)."""


class NotRegular(OSError):
    """What was listed as a file is something else now, or behind a link."""


class Place(NamedTuple):
    """Where a file begins on its medium, for the order of reading, and how long it is, in bytes."""

    offset: int
    size: int


class OpenFile(Protocol):
    """A regular file, open for reading."""

    identity: Identity
    sector: int  # bytes that the medium gives or refuses as one

    def read_into(self, buffer: memoryview, offset: int) -> int:
        """Fill `buffer` from `offset` on; returns the bytes read, 0 at the end of the file."""

    def ahead(self, offset: int, length: int) -> None:
        """Bytes that will be read soon, so that the medium works while the last ones are hashed."""

    def now(self) -> Identity:
        """The identity at this moment, to see whether the file changed."""

    def close(self) -> None: ...


class Tree(Protocol):
    """The folders and files of a source."""

    def entries(self, folder: bytes) -> Iterator[Entry]:
        """The entries of `folder`, in any order. Raises `NotEntered` or another `OSError`."""

    def open(self, folder: bytes, name: bytes) -> OpenFile:
        """The regular file `name` in `folder`. Raises `NotRegular` for anything else."""

    def whole(self, folder: bytes, name: bytes, most: int) -> tuple[Identity, bytes] | None:
        """The identity and all bytes of the regular file `name`, if that is done in one read.

        None where it is not: the file has more than `most` bytes, is no regular file, changed
        meanwhile or could not be read at once. Then `open` is to be tried, which says why. This is
        the short way for the many small files of a drive.
        """

    def describe(self, folder: bytes, name: bytes) -> Identity:
        """The identity of an entry of any kind, links not followed."""

    def target(self, folder: bytes, name: bytes) -> bytes:
        """Where the link `name` points, as the link has it."""

    def place(self, folder: bytes, name: bytes) -> Place | None:
        """Where the file `name` lies; None where it lies nowhere of its own, or nobody says."""

    def facts(self) -> dict[str, Any]:
        """What is known of the source, for the report: JSON values; what is not known is absent."""

    def total(self) -> int | None:
        """Bytes in use on the file system, where the source is a whole one; else None."""

    def gone(self) -> str:
        """Why the whole source is not there any more, in words; "" while it is.

        It is cheap, and for when something could not be read: a drive was pulled, a mount ended.
        """

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of source. `accepts` looks at a URL or path without opening it.

    `place` is the folder of the running system that the source reads, so that nothing is written
    there; "" where it reads none, as for an archive.
    """

    kind: str
    title: str
    accepts: Callable[[str], bool]
    open: Callable[[str], Tree]
    place: Callable[[str], str]
