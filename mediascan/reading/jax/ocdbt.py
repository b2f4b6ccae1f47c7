"""OCDBT, TensorStore's B+tree: the envelope of a manifest or a node, and what its body says.

Envelope: magic (big endian), u64 length of all, varint version, varint compression, the body,
CRC-32C of what stands before. The body holds columns: all lengths, then all keys, and so on.

Source: google/tensorstore tensorstore/kvstore/ocdbt/index.rst ("Storage format").
"""

from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import MIB
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.encodings.crc32c import crc32c
from mediascan.reading.window import Window

MANIFEST = b"\x0c\xdb\x3a\x2a"
BTREE = b"\x0c\xdb\x20\xde"
VERSIONS = b"\x0c\xdb\x12\x34"
_HEADER = 14  # magic, length, version, compression
_SMALLEST = _HEADER + 4
_DECODED = 12 * MIB  # of a body; tensorstore's own limit is 8 MiB where nobody raises it
_CHECKED = 4 * MIB  # bytes whose checksum is computed: a second
_ENTRIES = 1_000_000
_LONGEST_KEY = 1 << 16


class Body:
    """Reads the columns of a body."""

    __slots__ = ("_data", "at")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self.at

    def take(self, length: int) -> bytes:
        if length > self.left:
            raise Malformed(f"{length} bytes at {self.at} of a body of {len(self._data)}")
        self.at += length
        return self._data[self.at - length : self.at]

    def varint(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
        raise Malformed(f"a number of more than 10 bytes at {self.at}")

    def count(self) -> int:
        """How many rows follow; each takes a byte at least."""
        value = self.varint()
        if value > min(self.left, _ENTRIES):
            raise Malformed(f"{value} entries in {self.left} bytes")
        return value

    def column(self, count: int) -> list[int]:
        return [self.varint() for _ in range(count)]

    def keys(self, count: int, *, subtree: bool = False) -> tuple[list[bytes], list[int]]:
        """`count` texts that share what they can with the one before.

        And of an inner node for each how much of it its whole `subtree` has in common.
        """
        shared = [0, *self.column(count - 1)] if count else []
        lengths = self.column(count)
        common = self.column(count) if subtree else []
        found: list[bytes] = []
        last = b""
        total = 0
        for keep, length in zip(shared, lengths, strict=True):
            total += keep + length
            if keep > len(last) or keep + length > _LONGEST_KEY or total > _DECODED:
                raise Malformed(f"a key of {keep} and {length} bytes")
            last = last[:keep] + self.take(length)
            found.append(last)
        return found, common

    def files(self) -> list[str]:
        """The table of data files: paths below the folder of the manifest."""
        count = self.count()
        shared = [0, *self.column(count - 1)] if count else []
        lengths = self.column(count)
        self.column(count)  # how much of each path its children inherit
        found = []
        last = b""
        for keep, length in zip(shared, lengths, strict=True):
            if keep > len(last) or keep + length > _LONGEST_KEY:
                raise Malformed(f"a path of {keep} and {length} bytes")
            last = last[:keep] + self.take(length)
            found.append(last.decode("utf-8", "backslashreplace"))
        return found


@dataclass(slots=True)
class Version:
    """One version of the tree."""

    generation: int
    height: int
    file: int
    offset: int
    length: int
    keys: int = 0
    tree_bytes: int = 0
    value_bytes: int = 0
    time: int = 0


@dataclass(slots=True)
class Leaf:
    """The rows of a leaf node: where each value is, and those that stand in the node itself."""

    keys: list[bytes] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    inline: list[bytes] = field(default_factory=list)  # empty for a value that is elsewhere


@dataclass(frozen=True, slots=True)
class Children:
    """The rows of an interior node."""

    keys: list[bytes]
    common: list[int]  # how much of each key all keys below share, and leave out
    offsets: list[int]
    lengths: list[int]
    key_count: int  # of all leaves below
    value_bytes: int  # outside of nodes


@dataclass(frozen=True, slots=True)
class Envelope:
    """The head of a manifest or node at `at`."""

    magic: bytes
    at: int
    length: int
    compressed: bool


def envelope_at(window: Window, at: int) -> Envelope | None:
    """The envelope at `at`; None where no header stands there that a writer could have made.

    Raises `Truncated` where the window ends before it does.
    """
    head = window.upto(at, _HEADER)
    length = int.from_bytes(head[4:12], "little")
    if head[:4] not in (MANIFEST, BTREE, VERSIONS) or len(head) < _HEADER:
        return None
    if head[12] or head[13] > 1 or length < _SMALLEST:
        return None
    if at + length > window.size:
        missing = at + length - window.size
        raise Truncated(f"{length} bytes announced at {at}: {missing} are missing")
    return Envelope(head[:4], at, length, bool(head[13]))


def checksum_holds(window: Window, envelope: Envelope) -> bool | None:
    """Whether the bytes are those that were written; None where they are too many to tell."""
    if envelope.length > _CHECKED:
        return None
    data = window.read(envelope.at, envelope.length)
    return crc32c(data[:-4]) == int.from_bytes(data[-4:], "little")


def body_of(window: Window, envelope: Envelope) -> Body:
    """The body, decompressed. Raises `LimitExceeded` above _DECODED bytes."""
    inner = window.cut(envelope.at + _HEADER, envelope.length - _SMALLEST)
    method = Method.ZSTD if envelope.compressed else Method.STORED
    data = head_of(inner, method, _DECODED)
    if len(data) == _DECODED:
        raise LimitExceeded(f"a body of {_DECODED} bytes or more")
    return Body(data)


def versions(body: Body) -> list[Version]:
    """The entries of a leaf of the version tree."""
    count = body.count()
    generations = body.column(count)
    heights = list(body.take(count))
    columns = [body.column(count) for _ in range(6)]
    times = [int.from_bytes(body.take(8), "little") for _ in range(count)]
    rows = zip(generations, heights, *columns, times, strict=True)
    return [Version(*row) for row in rows]


def leaf(body: Body) -> Leaf:
    """The entries of a leaf node, behind its table of files."""
    count = body.count()
    found = Leaf(keys=body.keys(count)[0], lengths=body.column(count))
    kinds = body.column(count)
    indirect = sum(kind == 1 for kind in kinds)
    if any(kind > 1 for kind in kinds):
        raise Malformed("a value that is neither in the node nor outside of it")
    body.column(indirect)
    body.column(indirect)
    for kind, length in zip(kinds, found.lengths, strict=True):
        found.inline.append(b"" if kind else body.take(length))
    return found


def children(body: Body) -> Children:
    """The entries of an interior node, behind its table of files."""
    count = body.count()
    keys, common = body.keys(count, subtree=True)
    body.column(count)  # files
    offsets, lengths = body.column(count), body.column(count)
    below = sum(body.column(count))
    body.column(count)  # bytes of the nodes
    return Children(keys, common, offsets, lengths, below, sum(body.column(count)))
