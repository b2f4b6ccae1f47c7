"""LZ4: the frame's header, a walk over its blocks, and the start of what the first one holds.

Sources: https://github.com/lz4/lz4, doc/lz4_Frame_format.md and doc/lz4_Block_format.md. The older
("legacy") frame has a magic and blocks of up to 8 MiB only. A block is decoded here, as some lines
of Python do for a sample.
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.window import Window

FRAME, LEGACY = b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18"
_SIZES = {4: 1 << 16, 5: 1 << 18, 6: 1 << 20, 7: 1 << 22}
_LEGACY_BLOCK = (8 << 20) + (8 << 20) // 255 + 16
_STEPS = 65_536  # blocks walked over
_PLAIN = 1 << 31  # the block is not compressed


@dataclass(slots=True)
class Lz4:
    """What the first frame says."""

    header: int  # bytes
    largest: int  # bytes of a block
    content: int = -1  # bytes unpacked; -1 where not told
    dictionary: bool = False
    block_sum: bool = False
    content_sum: bool = False
    legacy: bool = False
    blocks: int = 0
    end: int = 0  # as far as it was walked
    ended: bool = False


def read_frame(window: Window) -> Lz4 | None:
    """The header at the start; None where its bits are not legal."""
    if window.has(LEGACY, 0):
        return Lz4(4, _LEGACY_BLOCK, legacy=True)
    head = window.upto(0, 19)
    if not head.startswith(FRAME) or len(head) < 7:
        return None
    flags, sizes = head[4], head[5]
    if flags >> 6 != 1 or flags & 2 or sizes & 0x8F or sizes >> 4 not in _SIZES:
        return None
    told, dictionary = bool(flags & 8), bool(flags & 1)
    found = Lz4(7 + 8 * told + 4 * dictionary, _SIZES[sizes >> 4], dictionary=dictionary)
    found.block_sum, found.content_sum = bool(flags & 16), bool(flags & 4)
    if told:
        found.content = window.cursor(6).number("Q")
    return found


def walk_blocks(window: Window, found: Lz4) -> None:
    """Find where the frame ends. Raises `Truncated` or `Malformed`."""
    at = found.header
    for _ in range(_STEPS):
        if found.legacy and at == window.size:
            found.ended, found.end = True, at
            return
        if at + 4 > window.size:
            raise Truncated(f"lz4 frame cut off after {found.blocks} blocks")
        size = int.from_bytes(window.sparse(at, 4), "little")
        at += 4
        if not size and not found.legacy:
            found.ended, found.end = True, at + 4 * found.content_sum
            if found.end > window.size:
                raise Truncated("lz4 frame cut off in its checksum")
            return
        size = size if found.legacy else size & ~_PLAIN
        if size > found.largest:
            raise Malformed(f"lz4 block of {size} bytes at {at - 4}")
        at += size + 4 * found.block_sum
        found.blocks += 1
        found.end = at
        if at > window.size:
            raise Truncated(f"the last lz4 block lacks {at - window.size} bytes")


def first_bytes(window: Window, found: Lz4, length: int) -> bytes:
    """At most `length` bytes of what the first block holds. Raises `InputFault`."""
    size = int.from_bytes(window.upto(found.header, 4), "little")
    data = window.upto(found.header + 4, min(size & ~_PLAIN, length + 1024))
    return data[:length] if size & _PLAIN and not found.legacy else block_start(data, length)


def block_start(data: bytes, length: int) -> bytes:
    """The first `length` bytes of a block: literals, and copies of what stands before."""
    out = bytearray()
    at = 0
    for _ in range(len(data)):
        if at >= len(data) or len(out) >= length:
            break
        token = data[at]
        count, at = _length(data, at + 1, token >> 4)
        out += data[at : at + count]
        at += count
        if at + 2 > len(data) or len(out) >= length:
            break
        distance = data[at] | data[at + 1] << 8
        count, at = _length(data, at + 2, token & 15)
        if not 0 < distance <= len(out):
            raise Malformed(f"lz4 block copies from {distance} bytes before its start")
        count = min(count + 4, length - len(out))
        start = len(out) - distance
        piece = bytes(out[start : start + count])
        out += (piece * (count // len(piece) + 1))[:count]
    return bytes(out[:length])


def _length(data: bytes, at: int, value: int) -> tuple[int, int]:
    """A length of four bits, which goes on in bytes where all are set."""
    if value < 15:
        return value, at
    for place in range(at, len(data)):
        value += data[place]
        if data[place] != 255:
            return value, place + 1
    return value, len(data)
