"""Sorted tables as LevelDB writes them, and TensorFlow in its checkpoints.

Data blocks, a metaindex block, an index block, a footer of 48 bytes: where the metaindex and the
index lie as varints (offset, size), zeros, the magic. A block is entries (bytes shared with the key
before, bytes of the key that follow, bytes of the value: varints), then u32 restart offsets and
their u32 count; behind it u8 compression (0 none, 1 snappy) and u32 masked crc32c of both.

Source: https://github.com/google/leveldb/blob/main/doc/table_format.md
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.compression.snappy import decompress
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.window import Window

MAGIC = b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
_FOOTER = 48
_TRAILER = 5
_NONE, _SNAPPY = 0, 1
_KEY = 4096  # longest key believed
_VARINT_BYTES = 10
_CHECKED = 4 << 20  # bytes of one block whose checksum is computed


@dataclass(frozen=True, slots=True)
class Handle:
    """Where a block lies, without its trailer."""

    at: int
    size: int

    @property
    def stop(self) -> int:
        """Where its trailer ends."""
        return self.at + self.size + _TRAILER


@dataclass(frozen=True, slots=True)
class Footer:
    """Where the two blocks behind the data lie."""

    metaindex: Handle
    index: Handle


def read_footer(window: Window) -> Footer:
    """The footer of a table. Raises `Malformed` where it points out of the file."""
    at = window.size - _FOOTER
    data = window.read(at, _FOOTER)
    place, numbers = 0, []
    for _ in range(4):
        value, place = varint(data, place)
        numbers.append(value)
    if not data.endswith(MAGIC) or place > _FOOTER - len(MAGIC):
        raise Malformed("the footer of the table is none")
    footer = Footer(Handle(*numbers[:2]), Handle(*numbers[2:]))
    if max(footer.metaindex.stop, footer.index.stop) > at:
        raise Malformed("the footer points behind itself")
    return footer


def read_block(window: Window, handle: Handle) -> bytes:
    """The entries and restarts of a block, decompressed, its checksum checked."""
    if handle.stop > window.size:
        raise Truncated(f"a block of {handle.size} bytes at {handle.at}")
    data = window.read(handle.at, handle.size + _TRAILER)
    packed, kind = data[: handle.size], data[handle.size]
    stored = int.from_bytes(data[-4:], "little")
    if handle.size <= _CHECKED and masked(data[:-4]) != stored:
        raise Malformed(f"the block at {handle.at} does not match its checksum")
    if kind == _SNAPPY:
        return decompress(packed, window.limits.read)
    if kind != _NONE:
        raise Malformed(f"the block at {handle.at} has compression {kind}")
    return packed


def entries(block: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a block in order. Raises `Malformed` where it is none."""
    restarts = int.from_bytes(block[-4:], "little")
    end = len(block) - 4 - 4 * restarts
    if len(block) < 4 or end < 0:
        raise Malformed(f"a block of {len(block)} bytes with {restarts} restarts")
    yield from walk(block, end)


def walk(data: bytes, end: int) -> Iterator[tuple[bytes, bytes]]:
    """The entries in the first `end` bytes of `data`."""
    at, key = 0, b""
    for _ in range(end):
        if at >= end:
            return
        shared, at = varint(data, at)
        fresh, at = varint(data, at)
        length, at = varint(data, at)
        if shared > len(key) or shared + fresh > _KEY:
            raise Malformed(f"a key that shares {shared} bytes with one of {len(key)}")
        if at + fresh + length > end:
            raise Truncated("a block that ends inside an entry")
        key = key[:shared] + data[at : at + fresh]
        at += fresh
        yield key, data[at : at + length]
        at += length


def handles(window: Window, footer: Footer) -> Iterator[tuple[bytes, Handle]]:
    """The data blocks in order: a key that is at least their last one, and where they lie."""
    for number, (key, value) in enumerate(entries(read_block(window, footer.index))):
        if number >= window.limits.count:
            raise LimitExceeded(f"more than {number} blocks")
        offset, at = varint(value, 0)
        size, _ = varint(value, at)
        yield key, Handle(offset, size)


def first_value(window: Window) -> bytes:
    """The start of the first value where the first key is empty; b"" where it is not.

    Table files of databases have the same magic; only TensorFlow writes an empty key. No checksum
    is asked, so that a damaged file is still known for what it is.
    """
    head = window.upto(0, 64)
    found = _entry_start(head)
    if found:
        return found
    size, at = _first_varint(head)
    if size < 8 or at + 3 > len(head) or head[at] & 3:
        return b""
    return _entry_start(head[at + 1 + max(0, (head[at] >> 2) - 59) :])  # a literal of snappy


def _entry_start(head: bytes) -> bytes:
    """The value of an entry that shares no bytes and has no key."""
    if head[:2] != b"\0\0":
        return b""
    length, at = _first_varint(head[2:])
    return head[2 + at : 2 + at + length]


def _first_varint(head: bytes) -> tuple[int, int]:
    try:
        return varint(head, 0)
    except Truncated:
        return 0, 0


def varint(data: bytes, at: int) -> tuple[int, int]:
    """The number at `at`, and where it ends."""
    value = 0
    for shift, byte in enumerate(data[at : at + _VARINT_BYTES]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at + shift + 1
    raise Truncated("a block that ends inside a number")
