"""Where bytes come from, and what may cross a process border about it."""

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from mediascan.model.mark import Mark


class EntryKind(IntEnum):
    """What a directory entry is; the names are those of the report."""

    FILE = 0
    FOLDER = 1
    LINK = 2
    FIFO = 3
    SOCKET = 4
    CHAR = 5
    BLOCK = 6
    UNKNOWN = 7
    MEMBER = 8  # a file in a container; its path is that of `member_path`
    MEDIUM = 9  # all bytes of a device or an image, from the first to the last
    VOLUME = 10  # a part of it: a partition, a logical volume
    SPACE = 11  # a run of a medium that no file of it is said to have
    DELETED = 12  # a file whose name is left, and whose bytes nobody holds any more


class Entry(NamedTuple):
    """One entry of a folder, as the folder lists it. `inode` is 0 where the source has none."""

    name: bytes
    kind: EntryKind
    inode: int = 0


class Identity(NamedTuple):
    """What tells one state of a file from another. `allocated` is bytes on the medium."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    allocated: int

    @property
    def state(self) -> tuple[int, int, int, int]:
        """What differs when the file was changed or replaced.

        `allocated` is not in it: a file system allots blocks to a file some time after it was
        written (Linux Documentation/filesystems/ext4, "delayed allocation").
        """
        return self[:4]


class KeyFile(NamedTuple):
    """The key of an encrypted volume of a medium is in the file `path`; it is nowhere else."""

    volume: str  # its name in the report
    path: str


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """How to open a source again in another process: its kind and where it is.

    `layout` is the file in which it was written down what lies where on a medium;
    `keys` unlock volumes of it.
    """

    kind: str
    url: str
    layout: str = ""
    keys: tuple[KeyFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one folder to be inspected. `faults` has one text an entry, "" for none."""

    folder: bytes  # path from the root of the source, b"" for the root
    names: tuple[bytes, ...]
    kinds: bytes  # one EntryKind a name
    faults: tuple[str, ...] = ()  # for folders: why they could not be listed; empty: no fault


@dataclass(frozen=True, slots=True)
class Batch:
    """The unit of work, of transaction and of retry. `alone` is one large file on its own.

    `mark` is where an earlier session left that file. `leads`: the others are read behind it, so
    who holds it gets nothing else.
    """

    groups: tuple[Group, ...]
    alone: bool = False
    mark: Mark | None = None
    leads: bool = False

    @property
    def count(self) -> int:
        return sum(len(group.names) for group in self.groups)


INSIDE = b"\0/"  # no path of a file system has a zero: so no member's path is one of a file


def member_path(container: bytes, name: bytes) -> bytes:
    """The path of the member `name` of the file, or member, at `container`.

    A zero in the name is written as a zero and the digit 0. Of equal names, the catalog gives all
    but the first a number, behind a zero and a number sign.
    """
    return container + INSIDE + name.replace(b"\0", b"\x000")


def outermost(path: bytes) -> bytes:
    """The file on the medium in which the member at `path` is."""
    return path.partition(INSIDE)[0]


def join(folder: bytes, name: bytes) -> bytes:
    """The path of `name` in `folder`, from the root of the source."""
    return folder + b"/" + name if folder else name
