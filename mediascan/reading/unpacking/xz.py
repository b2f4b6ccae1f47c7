"""xz (file format 1.2): streams one after another, with padding, whose contents are one file."""

from collections.abc import Iterator

from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.machines import follows, unpacked, xz
from mediascan.reading.unpacking.single import inner_name, note_behind

_MAGIC = b"\xfd7zXZ\0"


def members(held: Held) -> Iterator[Item]:
    notes: list[str] = []
    again = follows(held.stream, (_MAGIC,), notes)
    read = unpacked(held.stream.some, xz(held.memory), held.allowance, again)
    yield Item(inner_name(held.name), read)
    note_behind(held, notes)


OPENER = Opener("xz", members)
