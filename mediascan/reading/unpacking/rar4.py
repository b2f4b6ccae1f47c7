"""RAR 2 to 4: members that are stored are read, the others named."""

from collections.abc import Iterator

from mediascan.reading.archives.rar4 import walk
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.rar_members import rar_members


def members(held: Held) -> Iterator[Item]:
    return rar_members(held, walk)


OPENER = Opener("rar4", members, alone=False)
