"""The tables of a SquashFS 4 image: inodes and directories in packed pieces of 8 KiB, fragments.

Source: "SquashFS Binary Format" (dr-emann.github.io/squashfs), fs/squashfs/squashfs_fs.h (Linux).
"""

import struct
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.model.limits import MIB
from mediascan.reading.unpacking.allowance import Allowance
from mediascan.reading.unpacking.forward import over
from mediascan.reading.unpacking.lz4_block import lz4_block
from mediascan.reading.unpacking.machines import Deflate, unpacked, xz, zstd
from mediascan.reading.window import ReadAt

HOLE = 0  # size word of a block that is all zeros
_PLAIN = 1 << 24  # flag of a size word: the block is not packed
_PIECE = 8192  # bytes of metadata in one piece
_NONE = 0xFFFF_FFFF
_SUPER = struct.Struct("<4s4I6H8Q")
_KEPT = 64  # pieces of metadata kept, and fragments
_FILE, _FOLDER = 2, 1
_LONGEST = 64 * MIB  # bytes of one listing


@dataclass(slots=True)
class Inode:
    """A file or a folder. For a folder `start` and `offset` tell where its listing is."""

    kind: int
    mtime: int
    size: int
    start: int
    fragment: int  # -1: none
    offset: int
    words: tuple[int, int]  # where the sizes of its blocks are: piece, offset


class Image:
    """Reads the tables. Every method raises `InputFault`."""

    def __init__(self, read_at: ReadAt, size: int, allowance: Allowance, memory: int) -> None:
        self._read_at = read_at
        self._size = size
        self._memory = memory
        self.allowance = allowance
        self._pieces: OrderedDict[int, tuple[bytes, int]] = OrderedDict()
        self._fragments: OrderedDict[int, bytes] = OrderedDict()
        fields = _SUPER.unpack(self._take(0, _SUPER.size))
        self._fragment_count, self._method = fields[4], fields[5]
        self.block: int = fields[3]
        self.root: int = fields[11]
        self._inodes, self._folders, self._table = fields[15], fields[16], fields[17]
        if not 1 << 12 <= self.block <= 1 << 20:
            raise Malformed(f"blocks of {self.block} bytes")

    def _take(self, at: int, length: int) -> bytes:
        data = self._read_at(at, length) if at + length <= self._size else b""
        if len(data) < length:
            raise Truncated(f"{length} bytes at {at} of an image of {self._size}")
        return data

    def inode(self, reference: int) -> Inode:
        """The inode at `reference`: its piece from the start of the table, and its place in it."""
        place = (self._inodes + (reference >> 16), reference & 0xFFFF)
        head, place = self._metadata(place, 16)
        kind, _, _, _, mtime, _ = struct.unpack("<4H2I", head)
        if kind == 1:
            data, place = self._metadata(place, 16)
            start, _, size, offset, _ = struct.unpack("<2I2HI", data)
            return Inode(_FOLDER, mtime, size, start, -1, offset, place)
        if kind == 8:
            data, place = self._metadata(place, 24)
            _, size, start, _, _, offset, _ = struct.unpack("<4I2HI", data)
            return Inode(_FOLDER, mtime, size, start, -1, offset, place)
        if kind == 2:
            data, place = self._metadata(place, 16)
            start, fragment, offset, size = struct.unpack("<4I", data)
        elif kind == 9:
            data, place = self._metadata(place, 40)
            start, size, _, _, fragment, offset, _ = struct.unpack("<3Q4I", data)
        else:
            raise Malformed(f"inode of kind {kind} where a file or a folder should be")
        fragment = -1 if fragment == _NONE else fragment
        return Inode(_FILE, mtime, size, start, fragment, offset, place)

    def entries(self, folder: Inode) -> Iterator[tuple[bytes, int, int]]:
        """Name, reference and kind of what is in `folder`."""
        if folder.kind != _FOLDER:
            raise Malformed("a file where a folder should be")
        left = folder.size - 3  # the format counts "." and ".." as three bytes
        if left > _LONGEST:
            raise LimitExceeded(f"listing of {left} bytes")
        place = (self._folders + folder.start, folder.offset)
        while left >= 12:
            head, place = self._metadata(place, 12)
            count, start, _ = struct.unpack("<3I", head)
            left -= 12
            if count >= 256:
                raise Malformed(f"{count + 1} entries in one part of a listing")
            for _ in range(count + 1):
                data, place = self._metadata(place, 8)
                offset, _, kind, length = struct.unpack("<HhHH", data)
                name, place = self._metadata(place, length + 1)
                left -= 9 + length
                yield name, start << 16 | offset, kind

    def block_count(self, inode: Inode) -> int:
        """Blocks of its own; the end may be in a fragment."""
        whole, rest = divmod(inode.size, self.block)
        return whole + (rest > 0 and inode.fragment < 0)

    def block_word(self, inode: Inode, number: int) -> int:
        """The size word of the next block: they are asked for in their order."""
        del number
        data, inode.words = self._metadata(inode.words, 4)
        return int.from_bytes(data, "little")

    def data(self, at: int, word: int, most: int) -> bytes:
        """A block of `most` bytes that lies at `at`."""
        data = self._block(at, word, most)
        if len(data) != most:
            raise Malformed(f"a block of {most} bytes gives {len(data)}")
        return data

    def fragment(self, number: int, offset: int, length: int) -> bytes:
        """A part of a fragment."""
        if number not in self._fragments:
            if number >= self._fragment_count:
                raise Malformed(f"fragment {number} of {self._fragment_count}")
            table = int.from_bytes(self._take(self._table + 8 * (number // 512), 8), "little")
            data, _ = self._metadata((table, 16 * (number % 512)), 16)
            at, word, _ = struct.unpack("<QII", data)
            self._fragments[number] = self._block(at, word, self.block)
            if len(self._fragments) > max(1, 16 * MIB // self.block):
                self._fragments.popitem(last=False)
        found = self._fragments[number][offset : offset + length]
        if len(found) != length:
            raise Malformed("the end of a file is not in its fragment")
        self.allowance.make(length)
        return found

    def _metadata(self, place: tuple[int, int], length: int) -> tuple[bytes, tuple[int, int]]:
        """`length` bytes of metadata, and the place behind them."""
        piece, offset = place
        data, following = self._piece(piece)
        parts = b""
        for _ in range(length // _PIECE + 2):
            some = data[offset : offset + length - len(parts)]
            parts += some
            offset += len(some)
            if len(parts) == length:
                return parts, (piece, offset)
            piece, offset = following, 0
            data, following = self._piece(piece)
        raise Malformed("metadata ends too early")

    def _piece(self, at: int) -> tuple[bytes, int]:
        """A piece of metadata, and where the next one is."""
        if at not in self._pieces:
            head = int.from_bytes(self._take(at, 2), "little")
            size = head & 0x7FFF
            plain = _PLAIN if head & 0x8000 else 0
            data = self._block(at + 2, size | plain, _PIECE)
            self._pieces[at] = (data, at + 2 + size)
            if len(self._pieces) > _KEPT:
                self._pieces.popitem(last=False)
        return self._pieces[at]

    def _block(self, at: int, word: int, most: int) -> bytes:
        size = word & 0xFF_FFFF
        if size > most + _PIECE:
            raise Malformed(f"a block of {most} bytes packed into {size}")
        packed = self._take(at, size)
        if word & _PLAIN:
            self.allowance.make(len(packed))
            return packed[:most]
        return self._unpacked(packed, most)

    def _unpacked(self, packed: bytes, most: int) -> bytes:
        source = over(packed)
        if self._method == 5:
            self.allowance.make(most)
            return lz4_block(packed, most)
        if self._method == 6:
            return over_all(zstd(source.some, self.allowance, self._memory), most)
        makers: dict[int, Any] = {1: lambda: Deflate(15), 4: xz(self._memory)}
        if self._method not in makers:
            raise LimitExceeded(f"not decompressed: method {self._method} of SquashFS")
        maker: Any = makers[self._method]
        return over_all(unpacked(source.some, maker, self.allowance), most)


def over_all(read: Any, most: int) -> bytes:
    """At most `most` bytes of what `read` gives."""
    parts, left = [], most
    while left:
        data: bytes = read(left)
        if not data:
            break
        parts.append(data)
        left -= len(data)
    return b"".join(parts)
