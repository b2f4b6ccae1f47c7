"""What the messages of a dataset say: its shape, and where and how its numbers are kept."""

from dataclasses import dataclass, field
from math import prod

from mediascan.model.errors import Malformed
from mediascan.reading.hdf5.datatype import Datatype
from mediascan.reading.hdf5.space import UNDEFINED, Fields

COMPACT, CONTIGUOUS, CHUNKED, VIRTUAL = range(4)
LAYOUTS = ("compact", "contiguous", "chunked", "virtual")
_RANK = 32  # H5S_MAX_RANK
_FILTERS = {  # https://portal.hdfgroup.org/documentation/hdf5-docs/registered_filter_plugins.html
    1: "deflate",
    2: "shuffle",
    3: "fletcher32",
    4: "szip",
    5: "nbit",
    6: "scaleoffset",
    307: "bzip2",
    32000: "lzf",
    32001: "blosc",
    32004: "lz4",
    32008: "bitshuffle",
    32013: "zfp",
    32015: "zstd",
    32026: "blosc2",
}
_MOST_FILTERS = 32  # H5Z_MAX_NFILTERS


@dataclass(slots=True)
class Layout:
    """Where the numbers are; an address of UNDEFINED means that none were written."""

    sort: int
    address: int = UNDEFINED
    stored: int = -1  # bytes; -1 where an index would have to be walked
    chunk: tuple[int, ...] = ()


@dataclass(slots=True)
class Dataset:
    """One array of the file."""

    dtype: Datatype
    shape: tuple[int, ...]
    layout: Layout | None = None
    filters: list[str] = field(default_factory=list)
    external: bool = False  # its numbers stand in other files

    @property
    def elements(self) -> int:
        return prod(self.shape)

    @property
    def size(self) -> int:
        """Bytes of its numbers when nothing is compressed."""
        return self.elements * self.dtype.size

    @property
    def written(self) -> bool:
        """Whether numbers are there at all: else every one is the fill value."""
        where = self.layout
        if where is None:
            return False
        return where.sort in {COMPACT, VIRTUAL} or where.address != UNDEFINED or self.external


def read_dataspace(found: Fields) -> tuple[int, ...]:
    """The shape; an empty one is a single element, and (0,) is none at all."""
    version, rank, _flags, sort = (found.number(1) for _ in range(4))
    if version not in {1, 2} or rank > _RANK:
        raise Malformed(f"dataspace of version {version} with {rank} dimensions")
    found.skip(4 if version == 1 else 0)
    if version == 2 and sort == 2:
        return (0,)
    return tuple(found.length() for _ in range(rank))


def read_layout(found: Fields) -> Layout:
    """Where the numbers are. Raises `Malformed` for a version that HDF5 does not have."""
    version = found.number(1)
    if version in {1, 2}:
        return _old_layout(found)
    if not 3 <= version <= 5:
        raise Malformed(f"data layout of version {version}")
    sort = found.number(1)
    if sort == COMPACT:
        return Layout(sort, stored=found.number(2))
    if sort == CONTIGUOUS:
        return Layout(sort, found.address(), found.length())
    if sort == VIRTUAL:
        return Layout(sort, found.address())
    if sort != CHUNKED:
        raise Malformed(f"data layout of class {sort}")
    return _old_chunks(found) if version == 3 else _new_chunks(found)


def _old_layout(found: Fields) -> Layout:
    rank, sort = found.number(1), found.number(1)
    if rank > _RANK + 1 or sort > CHUNKED:
        raise Malformed(f"data layout of class {sort} with {rank} dimensions")
    found.skip(5)
    address = UNDEFINED if sort == COMPACT else found.address()
    sizes = tuple(found.number(4) for _ in range(rank))
    if sort == CHUNKED:
        return Layout(sort, address, chunk=sizes[:-1])
    return Layout(sort, address, found.number(4) if sort == COMPACT else -1)


def _old_chunks(found: Fields) -> Layout:
    rank = found.number(1)
    if not 1 <= rank <= _RANK + 1:
        raise Malformed(f"chunks of {rank} dimensions")
    address = found.address()
    return Layout(CHUNKED, address, chunk=tuple(found.number(4) for _ in range(rank - 1)))


def _new_chunks(found: Fields) -> Layout:
    flags, rank, width = found.number(1), found.number(1), found.number(1)
    if not 1 <= rank <= _RANK + 1 or not 1 <= width <= 8:
        raise Malformed(f"chunks of {rank} dimensions, {width} bytes each")
    chunk = tuple(found.number(width) for _ in range(rank))[:-1]
    index = found.number(1)
    stored = -1
    if index == 1 and flags & 2:  # a single chunk that went through filters
        stored = found.length()
        found.skip(4)
    else:
        found.skip({3: 1, 4: 5, 5: 6}.get(index, 0))  # how the index is laid out
    return Layout(CHUNKED, found.address(), stored, chunk)


def read_filters(found: Fields) -> list[str]:
    """The filters that each chunk went through, in their order."""
    version, count = found.number(1), found.number(1)
    if version not in {1, 2} or count > _MOST_FILTERS:
        raise Malformed(f"{count} filters, in version {version}")
    found.skip(6 if version == 1 else 0)
    names = []
    for _ in range(count):
        number = found.number(2)
        named = version == 1 or number >= 256
        size = found.number(2) if named else 0
        found.skip(2)
        values = found.number(2)
        found.skip(size + (-size % 8 if version == 1 else 0))
        found.skip(4 * (values + (values % 2 if version == 1 else 0)))
        names.append(_FILTERS.get(number, f"filter {number}"))
    return names
