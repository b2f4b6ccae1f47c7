"""What a kind of collection is: one file in `kinds/`, one constant `KIND`, found by looking.

`ShardKind` is for files that say which set they belong to, by content or by name. `StoreKind` is
for folders that are one thing, marked by a file inside. `LayoutKind` is for bulk media: how the
pictures, sounds and videos below a folder are named and arranged. All of them are pure functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

Finding = Mapping[str, Any]  # as model.finding.as_data gives it


class Role(IntEnum):
    """What a file is in its collection."""

    SHARD = 0
    COMPANION = 1  # the other half of a shard: no member of its own number
    INDEX = 2  # tells of the whole collection


class Basis(IntEnum):
    """What says that a file belongs there, the weakest first."""

    NAME = 0  # its name only: the bytes were not understood
    ALIKE = 1  # its bytes are of the same format and schema; the name gives the number
    CONTENT = 2  # its bytes give set and number


@dataclass(frozen=True, slots=True)
class File:
    """A file of the catalog, as kinds see it. `size` is bytes; `digest` None where not read."""

    path: bytes
    folder: bytes  # b"" is the root of the source
    name: bytes
    size: int
    digest: bytes | None
    content: str  # content class
    findings: list[dict[str, Any]] = field(default_factory=list)


HEADERLESS = frozenset({"raw_tokens"})  # formats told by what is inside, which may be a half


def headerless(file: File) -> bool:
    """Whether the bytes say of no format of their own that the file has."""
    return all(one["format"] in HEADERLESS for one in file.findings)


@dataclass(frozen=True, slots=True)
class Part:
    """What one file says of the collection that it is in.

    Files with the same `key` and `print` are together, unless folders hold the same numbers with
    other content. `index` counts as the names do; -1 where there is none.
    """

    key: bytes
    print: str = ""  # what members have alike in their content; "" for an index
    role: Role = Role.SHARD
    basis: Basis = Basis.ALIKE
    series: bytes = b""  # numbering starts anew in each
    index: int = -1
    count: int = 0  # members of the series; 0 where not known
    first: int | None = None  # number of the first member, where it is known
    partner: int = -1  # bytes that the companion has, as the content says
    label: str = ""  # what the collection is called
    whole: Mapping[str, int] = field(default_factory=dict)  # of an index: "samples", "tokens", ...


@dataclass(frozen=True, slots=True)
class ShardKind:
    """`of_finding` is asked for findings of `formats`, `of_name` for names that end so."""

    id: str
    title: str  # of the whole: "WARC segments"
    unit: tuple[str, str]  # a member, and several: "segment", "segments"
    reference: str
    formats: frozenset[str] = frozenset()
    of_finding: Callable[[File, Finding], list[Part]] | None = None
    suffixes: frozenset[bytes] = frozenset()  # digits written as "#"
    of_name: Callable[[File], list[Part]] | None = None
    rank: int = 0  # kinds that want the same file are asked by rank; the first answer holds


@dataclass(frozen=True, slots=True)
class StoreKind:
    """`root` gives the folder that a finding marks as a store: that of the file, or one above."""

    id: str
    title: str
    reference: str
    formats: frozenset[str]
    root: Callable[[File, Finding], bytes | None]


@dataclass(frozen=True, slots=True)
class LayoutKind:
    """Counts the media files that are named as in a known collection.

    `fits` is asked for each file of a content class in `classes`; a folder has the layout when
    `share` percent of its media files fit. Each folder directly above them is a class where
    `labelled` is set.
    """

    id: str
    title: str
    reference: str
    classes: frozenset[str]
    fits: Callable[[File], bool]
    labelled: bool = False
    share: int = 90
