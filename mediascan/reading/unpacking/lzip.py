"""lzip (lzip manual, "File format"): members one after another, whose contents are one file.

A member is 6 bytes, a stream of LZMA that ends itself, and 20 bytes with the checksum and sizes.
"""

import zlib
from collections.abc import Callable, Iterator

from mediascan.model.errors import Malformed
from mediascan.reading.unpacking.base import Held, Item, Opener
from mediascan.reading.unpacking.forward import Forward, Read
from mediascan.reading.unpacking.machines import (
    Machine,
    follows,
    lzma1_filter,
    raw_lzma,
    unpacked,
)
from mediascan.reading.unpacking.single import inner_name, note_behind

_MAGIC = b"LZIP\1"
_TRAILER = 20
_PROPERTIES = bytes((93,))  # lc 3, lp 0, pb 2: lzip has no others
_POWERS = range(12, 30)  # of two, for the size of a dictionary


def members(held: Held) -> Iterator[Item]:
    notes: list[str] = []
    yield Item(inner_name(held.name), _read(held, notes))
    note_behind(held, notes)


def _read(held: Held, notes: list[str]) -> Read:
    """What the members hold. Reads raise as those of `unpacked`, `Malformed` for a checksum too."""
    stream, check, ended = held.stream, 0, False
    more = follows(stream, (_MAGIC,), notes)

    def again(rest: bytes) -> bool:
        nonlocal ended
        stream.back(rest)
        ended = True
        return False

    inner = unpacked(stream.some, _maker(stream, held.memory), held.allowance, again)

    def read(most: int) -> bytes:
        nonlocal check, ended, inner
        for _ in range(1 << 40):
            data = inner(most)
            check = zlib.crc32(data, check)
            if data or not ended:
                return data
            if check != int.from_bytes(stream.take(_TRAILER)[:4], "little"):
                raise Malformed("the checksum of a member is another one")
            check, ended = 0, False
            if not more(b""):
                inner = _nothing
                return b""
            inner = unpacked(stream.some, _maker(stream, held.memory), held.allowance, again)
            held.allowance.check_time()  # empty members by the million
        return b""

    return read


def _nothing(_most: int) -> bytes:
    return b""


def _maker(stream: Forward, memory: int) -> Callable[[], Machine]:
    """A maker of a decoder for the member at whose head `stream` stands."""
    head = stream.take(6)
    power = head[5] & 31
    if not head.startswith(_MAGIC) or power not in _POWERS:
        raise Malformed("the head of a member that is none")
    size = (1 << power) - (head[5] >> 5) * (1 << power) // 16
    return raw_lzma([lzma1_filter(_PROPERTIES + size.to_bytes(4, "little"))], memory)


OPENER = Opener("lzip", members)
