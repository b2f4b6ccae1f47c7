"""Object headers: the messages that make a group or a dataset, in versions 1 and 2.

Version 1: a count, a size, messages of a multiple of 8 bytes. Version 2: "OHDR", sizes as short as
they can be, a checksum. Both go on in other blocks; none is read twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.hdf5.space import UNDEFINED, Fields, Space

DATASPACE, LINK_INFO, DATATYPE, LINK, EXTERNAL, LAYOUT = 1, 2, 3, 6, 7, 8
FILTERS, ATTRIBUTE, CONTINUATION, SYMBOLS, MODIFIED, ATTRIBUTE_INFO = 11, 12, 16, 17, 18, 21
SHARED = 2  # flag of a message: it stands elsewhere
_BLOCKS = 1024  # blocks of one header
_LARGEST = 1 << 20  # bytes of one block: attributes of 64 KiB each may stand in it
_MESSAGES = 65_536  # of one header


@dataclass(frozen=True, slots=True)
class Message:
    """One message: what sort, and its bytes."""

    sort: int
    flags: int
    data: bytes


@dataclass(slots=True)
class _Header:
    version: int
    blocks: list[tuple[int, int]]  # address and size of those to be read
    ordered: bool = False  # messages carry the order of creation
    changed: int = 0  # seconds since 1970


def read_header(space: Space, address: int) -> tuple[list[Message], int]:
    """The messages of the object at `address`, and when it was changed (0: not told).

    Raises an `InputFault` where there is no header.
    """
    if address == UNDEFINED:
        raise Malformed("an object without an address")
    start = space.upto(address, 48)
    header = _second(start, address) if start.data[:4] == b"OHDR" else _first(start, address)
    messages: list[Message] = []
    for number in range(_BLOCKS):
        if number == len(header.blocks):
            return messages, header.changed or _changed(messages)
        for one in _block(space, header, *header.blocks[number]):
            messages.append(one)
            if len(messages) > _MESSAGES:
                raise LimitExceeded(f"more than {_MESSAGES} messages in one object header")
            if one.sort == CONTINUATION:
                _continue(space, header, one.data)
    raise LimitExceeded(f"more than {_BLOCKS} blocks in one object header")


def _first(start: Fields, address: int) -> _Header:
    version, reserved = start.number(1), start.number(1)
    count, references, size = start.number(2), start.number(4), start.number(4)
    if version != 1 or reserved or not references or size < 8 * min(count, 1):
        raise Malformed(f"no object header at address {address}")
    return _Header(1, [(address + 16, size)])


def _second(start: Fields, address: int) -> _Header:
    start.skip(4)
    version, flags = start.number(1), start.number(1)
    if version != 2:
        raise Malformed(f"object header of version {version}")
    changed = 0
    if flags & 0x20:
        start.skip(4)  # when it was read last
        changed = start.number(4)
        start.skip(8)
    start.skip(4 if flags & 0x10 else 0)  # when attributes become dense
    size = start.number(1 << (flags & 3))
    return _Header(2, [(address + start.at, size)], bool(flags & 4), changed)


def _continue(space: Space, header: _Header, data: bytes) -> None:
    found = space.over(data)
    address, size = found.address(), found.length()
    if header.version == 2:  # "OCHK" before, a checksum behind
        address, size = address + 4, size - 8
    if any(address == seen for seen, _ in header.blocks):
        raise Malformed(f"an object header goes on at address {address} twice")
    header.blocks.append((address, size))


def _block(space: Space, header: _Header, address: int, size: int) -> Iterator[Message]:
    if size > _LARGEST:
        raise LimitExceeded(f"object header block of {size} bytes; limit {_LARGEST}")
    found = space.fields(address, size)
    space.spend(1 + size // 64)
    wide = header.version == 1
    least = 8 if wide else 4 + 2 * header.ordered
    for _ in range(size // least):
        if found.left < least:
            return
        sort = found.number(2 if wide else 1)
        length, flags = found.number(2), found.number(1)
        found.skip(3 if wide else 2 * header.ordered)
        yield Message(sort, flags, found.take(length))


def _changed(messages: list[Message]) -> int:
    for one in messages:
        if one.sort == MODIFIED and len(one.data) >= 8:
            return int.from_bytes(one.data[4:8], "little")
    return 0
