"""zstd (RFC 8878): frames one after another, whose contents are one file."""

from collections.abc import Iterator

from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.machines import zstd
from mediascan.reading.unpacking.single import inner_name


def members(held: Held) -> Iterator[Item]:
    read = zstd(held.stream.some, held.allowance, held.memory)
    yield Item(inner_name(held.name), read)


OPENER = Opener("zstd", members)
