"""Links: how a group names what is in it. Hard ones have an address; the others are only told."""

from dataclasses import dataclass
from enum import StrEnum

from mediascan.model.errors import Malformed
from mediascan.reading.hdf5.space import UNDEFINED, Fields, shown

LINKS = 65_536  # links read of one group
_NAME = 1 << 16  # bytes of a name


class LinkSort(StrEnum):
    HARD = "hard"
    SOFT = "soft"
    EXTERNAL = "external"
    OTHER = "user-defined"


@dataclass(frozen=True, slots=True)
class Link:
    """One name in a group."""

    name: str
    sort: LinkSort
    address: int = UNDEFINED
    target: str = ""  # of a soft link: a path; of an external one: the file


def read_link(found: Fields) -> Link:
    """The link message at the cursor (specification IV.A.2.g)."""
    version, flags = found.number(1), found.number(1)
    if version != 1:
        raise Malformed(f"link of version {version}")
    sort = found.number(1) if flags & 8 else 0
    found.skip(8 if flags & 4 else 0)  # order of creation
    found.skip(1 if flags & 16 else 0)  # character set
    size = found.number(1 << (flags & 3))
    if not 0 < size <= _NAME:
        raise Malformed(f"a link's name of {size} bytes")
    name = found.take(size).decode("utf-8", "backslashreplace")
    if sort == 0:
        return Link(name, LinkSort.HARD, found.address())
    value = found.take(found.number(2))
    if sort == 1:
        return Link(name, LinkSort.SOFT, target=shown(value))
    if sort == 64:
        return Link(name, LinkSort.EXTERNAL, target=shown(value[1:]))
    return Link(name, LinkSort.OTHER)
