"""The superblock: sizes of addresses and lengths, where the root group is, where the file ends.

It stands at 0, 512, 1024, 2048, ... Versions 0 and 1 end in the root's symbol table entry, versions
2 and 3 in a checksum (HDF5 File Format Specification 3.0, II.A).
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.reading.hdf5.checksum import lookup3
from mediascan.reading.hdf5.space import Space
from mediascan.reading.window import Window

MAGIC = b"\x89HDF\r\n\x1a\n"
PLACES = (0, 512, 1024, 2048, 4096, 8192)
_SIZES = (2, 4, 8)  # bytes of an address or a length; 16 and 32 exist on paper
_OPEN = 1  # consistency flag of version 3: open for writing, or not closed


@dataclass(frozen=True, slots=True)
class Superblock:
    """What the superblock says."""

    version: int
    at: int  # in the window: also the size of the user block
    end: int  # of the file, as it says; in the window
    root: int  # address of the root group's header
    still_open: bool
    moved: bool  # its base address is not where it stands
    intact: bool  # its checksum is right, where it has one


def read_superblock(window: Window) -> tuple[Superblock, Space] | None:
    """The superblock and the space of addresses; None where no signature stands.

    Raises `Malformed` for a version or a size that HDF5 does not have, `Truncated` where it is cut.
    """
    at = next((at for at in PLACES if window.has(MAGIC, at)), -1)
    if at < 0:
        return None
    version = window.read(at + 8, 1)[0]
    if version > 3:
        raise Malformed(f"superblock version {version} is not known")
    return _old(window, at, version) if version < 2 else _new(window, at, version)


def _sizes(offsets: int, lengths: int) -> None:
    if offsets not in _SIZES or lengths not in _SIZES:
        raise Malformed(f"addresses of {offsets} and lengths of {lengths} bytes")


def _old(window: Window, at: int, version: int) -> tuple[Superblock, Space]:
    offsets, lengths = window.read(at + 13, 2)
    _sizes(offsets, lengths)
    space = Space(window, at, offsets, lengths)
    found = space.fields(20, 4 + 4 * version + 6 * offsets)
    found.skip(4)  # flags that old programs set and never cleared
    found.skip(4 * version)  # version 1: K of chunk trees
    base = found.address()
    found.address()  # free space
    end = found.address()
    found.address()  # driver information
    found.address()  # the root's name
    root = found.address()
    block = Superblock(
        version, at, _end(end, base, at), root, still_open=False, moved=base != at, intact=True
    )
    return block, space


def _new(window: Window, at: int, version: int) -> tuple[Superblock, Space]:
    offsets, lengths, flags = window.read(at + 9, 3)
    _sizes(offsets, lengths)
    space = Space(window, at, offsets, lengths)
    size = 12 + 4 * offsets
    found = space.fields(0, size + 4)
    found.skip(12)
    base = found.address()
    found.address()  # extension
    end = found.address()
    root = found.address()
    intact = found.number(4) == lookup3(found.data[:size])
    still_open = version == 3 and bool(flags & _OPEN)
    stop = _end(end, base, at)
    block = Superblock(version, at, stop, root, still_open, moved=base != at, intact=intact)
    return block, space


def _end(end: int, base: int, at: int) -> int:
    """The end counts from byte 0 of the file; where the base was moved, it moves too."""
    return end - max(0, base) + at
