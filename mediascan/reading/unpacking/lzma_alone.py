"""LZMA alone (LZMA SDK, lzma-specification.txt): one stream, whose content is one file."""

from collections.abc import Iterator

from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.machines import follows, lzma_alone, unpacked
from mediascan.reading.unpacking.single import inner_name, note_behind


def members(held: Held) -> Iterator[Item]:
    notes: list[str] = []
    again = follows(held.stream, (), notes)
    read = unpacked(held.stream.some, lzma_alone(held.memory), held.allowance, again)
    yield Item(inner_name(held.name), read)
    note_behind(held, notes)


OPENER = Opener("lzma_alone", members)
