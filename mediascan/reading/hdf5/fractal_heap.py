"""Fractal heaps: where the links and attributes of large groups stand.

Objects lie in blocks ("FHDB") of sizes that double from row to row; blocks of addresses ("FHIB")
say where they are. An object's id is its offset in all blocks and its length; a tiny one stands in
the id itself, a huge one by itself (specification III.E).
"""

from bisect import bisect_right
from dataclasses import dataclass

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.hdf5.space import UNDEFINED, Space

_BLOCKS = 65_536  # direct blocks listed
_LARGEST = 4 << 20  # bytes of one object
_ROWS = 64


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the blocks of a heap are laid out."""

    width: int  # blocks in a row
    first: int  # bytes of a block in the first two rows
    largest: int  # bytes of a direct block
    bits: int  # of an offset
    filtered: bool

    def size(self, row: int) -> int:
        return self.first << max(0, row - 1)

    @property
    def direct_rows(self) -> int:
        return (self.largest // self.first).bit_length() + 1

    def rows_of(self, size: int) -> int:
        """Rows of an indirect block that covers `size` bytes."""
        return (size // (self.first * self.width)).bit_length()


class FractalHeap:
    """The objects of one heap, by id."""

    __slots__ = ("_blocks", "_length", "_shape", "_space")

    def __init__(self, space: Space, address: int) -> None:
        """Reads the header and lists the blocks. Raises `Malformed` where they make no sense."""
        self._space = space
        wide, far = space.lengths, space.offsets
        found = space.signed(address, 26 + 12 * wide + 3 * far, b"FRHP")
        found.skip(3)
        filters = found.number(2)
        found.skip(1)
        managed = found.number(4)
        found.skip(wide + far + wide + far + 8 * wide)
        width, first, largest = found.number(2), found.length(), found.length()
        bits = found.number(2)
        found.skip(2)
        root, rows = found.address(), found.number(2)
        if not width or not first or largest < first or bits > 64 or rows > _ROWS:
            raise Malformed("a fractal heap whose blocks have no size")
        self._shape = _Shape(width, first, largest, bits, bool(filters))
        self._length = (min(largest, managed).bit_length() + 7) // 8
        self._blocks: list[tuple[int, int, int]] = []  # offset, size, address
        if root != UNDEFINED:
            self._list(root, rows)
        self._blocks.sort()

    def order(self, key: bytes) -> int:
        """Where the object stands, to read many in the order of the file."""
        return int.from_bytes(key[1 : 1 + (self._shape.bits + 7) // 8], "little")

    def get(self, key: bytes) -> bytes:
        """The object with the id `key`. Raises an `InputFault` where it cannot be read."""
        sort = key[0] >> 4 & 3
        if sort == 2:
            return key[1 : 2 + (key[0] & 15)]
        found = self._space.over(key[1:])
        if sort == 1:
            if len(key) < 1 + self._space.offsets + self._space.lengths:
                raise LimitExceeded("an object too large for its heap, under a tree of its own")
            return self._large(found.address(), found.length())
        if sort:
            raise Malformed(f"object of sort {sort} in a fractal heap")
        offset = found.number((self._shape.bits + 7) // 8)
        return self._managed(offset, found.number(self._length))

    def _managed(self, offset: int, length: int) -> bytes:
        if self._shape.filtered:
            raise LimitExceeded("links or attributes in a compressed heap are not read")
        number = bisect_right(self._blocks, (offset, 1 << 80, 0)) - 1
        start, size, address = self._blocks[number] if number >= 0 else (0, 0, 0)
        if offset + length > start + size:
            raise Malformed(f"no block of a heap holds {length} bytes at its byte {offset}")
        return self._space.read(address + offset - start, length)

    def _large(self, address: int, length: int) -> bytes:
        if length > _LARGEST:
            raise LimitExceeded(f"object of {length} bytes in a heap; limit {_LARGEST}")
        return self._space.read(address, length)

    def _list(self, root: int, rows: int) -> None:
        """Lists the direct blocks below `root`, which is one itself where it has no rows."""
        if not rows:
            self._blocks.append((0, self._shape.first, root))
            return
        todo, seen = [(root, rows, 0)], {root}
        for _ in range(_BLOCKS):
            if not todo:
                return
            for one in self._block(*todo.pop()):
                if one[0] in seen:
                    raise Malformed(f"a heap meets itself at address {one[0]}")
                seen.add(one[0])
                todo.append(one)
        raise LimitExceeded(f"more than {_BLOCKS} blocks of addresses in one heap")

    def _block(self, address: int, rows: int, offset: int) -> list[tuple[int, int, int]]:
        """Takes the direct blocks of one block of addresses; returns those of its own sort."""
        shape, space = self._shape, self._space
        head = 5 + space.offsets + (shape.bits + 7) // 8
        extra = space.lengths + 4 if shape.filtered else 0
        direct = min(rows, shape.direct_rows)
        size = shape.width * (rows * space.offsets + direct * extra)
        space.signed(address, head, b"FHIB")
        space.spend(shape.width * rows)
        found = space.fields(address + head, size)
        inner = []
        for row in range(rows):
            for _ in range(shape.width):
                child = found.address()
                if row < direct:
                    found.skip(extra)
                if child != UNDEFINED and row < direct:
                    self._blocks.append((offset, shape.size(row), child))
                elif child != UNDEFINED:
                    inner.append((child, min(_ROWS, shape.rows_of(shape.size(row))), offset))
                offset += shape.size(row)
        if len(self._blocks) > _BLOCKS:
            raise LimitExceeded(f"more than {_BLOCKS} blocks in one heap")
        return inner
