"""The streams of a 7z archive: where they are, and through which coders they went.

Source: "7z Format description" (DOC/7zFormat.txt of the LZMA SDK), sections on PackInfo, Folder,
UnpackInfo and SubStreamsInfo. Numbers take one to nine bytes, whose first tells how many.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.window import Cursor

AES = b"\x06\xf1\x07\x01"
_CODERS = 32  # coders of one stream
(_END, _PACKED, _UNPACKED, _SUBSTREAMS, _SIZE, _CRC, _FOLDER, _CODER_SIZES, _COUNTS) = (
    *(0, 6, 7, 8, 9),
    *(10, 11, 12, 13),
)


@dataclass(slots=True)
class Folder:
    """What one packed stream goes through; not a folder of files."""

    coders: list[tuple[bytes, bytes]] = field(default_factory=list)  # (method, properties)
    outputs: int = 0
    bound: set[int] = field(default_factory=set)  # outputs that another coder takes
    feeds: dict[int, int] = field(default_factory=dict)  # input -> the output that it takes
    packed: int = 1  # packed streams
    sizes: list[int] = field(default_factory=list)  # of the outputs
    checked: bool = False  # a CRC of it is kept
    streams: int = 1  # files in it
    parts: list[int] = field(default_factory=list)  # bytes of each file but the last

    @property
    def size(self) -> int:
        """Bytes of what comes out at last."""
        return next((n for at, n in enumerate(self.sizes) if at not in self.bound), 0)

    @property
    def encrypted(self) -> bool:
        return any(method == AES for method, _ in self.coders)


@dataclass(slots=True)
class Streams:
    """Where the packed streams are, and how they were packed."""

    place: int = 0  # of the first, behind the signature header
    packed: list[int] = field(default_factory=list)  # bytes of each
    folders: list[Folder] = field(default_factory=list)


def number(cursor: Cursor) -> int:
    """A number whose first byte tells by its leading ones how many follow."""
    first, value = cursor.number("B"), 0
    for place in range(8):
        mask = 0x80 >> place
        if not first & mask:
            return value | (first & mask - 1) << 8 * place
        value |= cursor.number("B") << 8 * place
    return value


def how_many(cursor: Cursor) -> int:
    """A number of items, each of which takes at least a byte somewhere."""
    value = number(cursor)
    if value > 1_000_000:
        raise LimitExceeded(f"{value} items announced in a 7z header")
    return value


def bits(cursor: Cursor, count: int) -> int:
    """How many of `count` bits are set, where not all are said to be at once."""
    if cursor.number("B"):
        return count
    data = cursor.take((count + 7) // 8)
    return sum(byte.bit_count() for byte in data)


def expect(cursor: Cursor, wanted: int) -> None:
    kind = cursor.number("B")
    if kind != wanted:
        raise Malformed(f"7z header has {kind} where {wanted} should stand")


def read_streams(cursor: Cursor) -> Streams:
    found = Streams()
    for _ in range(4):
        kind = cursor.number("B")
        if kind == _END:
            return found
        if kind == _PACKED:
            _packed(cursor, found)
        elif kind == _UNPACKED:
            _unpacked(cursor, found)
        elif kind == _SUBSTREAMS:
            _substreams(cursor, found)
        else:
            raise Malformed(f"7z streams have a part of kind {kind}")
    raise Malformed("7z streams without an end")


def _packed(cursor: Cursor, found: Streams) -> None:
    found.place = number(cursor)
    count = how_many(cursor)
    for _ in range(3):
        kind = cursor.number("B")
        if kind == _END:
            return
        if kind == _SIZE:
            found.packed = [number(cursor) for _ in range(count)]
        elif kind == _CRC:
            cursor.skip(4 * bits(cursor, count))
        else:
            raise Malformed(f"packed 7z streams have a part of kind {kind}")


def _unpacked(cursor: Cursor, found: Streams) -> None:
    expect(cursor, _FOLDER)
    count = how_many(cursor)
    expect(cursor, 0)  # not in another stream
    found.folders = [_folder(cursor) for _ in range(count)]
    expect(cursor, _CODER_SIZES)
    for one in found.folders:
        one.sizes = [number(cursor) for _ in range(one.outputs)]
    kind = cursor.number("B")
    if kind == _CRC:
        checked = _which(cursor, count)
        for one, whether in zip(found.folders, checked, strict=True):
            one.checked = whether
        cursor.skip(4 * sum(checked))
        kind = cursor.number("B")
    if kind != _END:
        raise Malformed(f"7z folders end with {kind}")


def _which(cursor: Cursor, count: int) -> list[bool]:
    if cursor.number("B"):
        return [True] * count
    data = cursor.take((count + 7) // 8)
    return [bool(data[at >> 3] & 0x80 >> (at & 7)) for at in range(count)]


def _folder(cursor: Cursor) -> Folder:
    found, inputs = Folder(), 0
    coders = number(cursor)
    if not 0 < coders <= _CODERS:
        raise Malformed(f"{coders} coders for one 7z stream")
    for _ in range(coders):
        flags = cursor.number("B")
        method = cursor.take(flags & 15)
        more = (number(cursor), number(cursor)) if flags & 16 else (1, 1)
        if max(more) > _CODERS:
            raise Malformed(f"7z coder with {max(more)} streams")
        inputs += more[0]
        found.outputs += more[1]
        properties = cursor.take(how_many(cursor)) if flags & 32 else b""
        found.coders.append((method, properties))
    if not found.outputs:
        raise Malformed("7z coders that give nothing")
    for _ in range(found.outputs - 1):
        taker = number(cursor)
        found.feeds[taker] = number(cursor)
        found.bound.add(found.feeds[taker])
    found.packed = inputs - (found.outputs - 1)
    if found.packed > 1:
        for _ in range(found.packed):
            number(cursor)
    return found


def _substreams(cursor: Cursor, found: Streams) -> None:
    kind = cursor.number("B")
    if kind == _COUNTS:
        for one in found.folders:
            one.streams = how_many(cursor)
        kind = cursor.number("B")
    if kind == _SIZE:
        for one in found.folders:
            one.parts = [number(cursor) for _ in range(one.streams - 1)]
        kind = cursor.number("B")
    if kind == _CRC:
        known = sum(1 for one in found.folders if one.streams == 1 and one.checked)
        count = sum(one.streams for one in found.folders) - known
        cursor.skip(4 * bits(cursor, count))
        kind = cursor.number("B")
    if kind != _END:
        raise Malformed(f"7z substreams end with {kind}")
