"""bzip2: streams one after another, whose contents are one file."""

from collections.abc import Iterator

from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.machines import bzip2, follows, unpacked
from mediascan.reading.unpacking.single import inner_name, note_behind

_MAGIC = b"BZh"


def members(held: Held) -> Iterator[Item]:
    notes: list[str] = []
    again = follows(held.stream, (_MAGIC,), notes)
    yield Item(inner_name(held.name), unpacked(held.stream.some, bzip2, held.allowance, again))
    note_behind(held, notes)


OPENER = Opener("bzip2", members)
