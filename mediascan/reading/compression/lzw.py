"""LZW as `compress` writes it: the start of a stream, bounded, for no library reads it.

Codes of 9 bits first, the least bit of a byte first; a code longer by one bit once the table is
full for that width, up to the width in the header. Codes stand in groups of eight: where the width
changes or the table is cleared (code 256, in block mode), the rest of a group is passed over.

Source: ncompress, `compress42.c` (public domain), its description of the file.
"""

from dataclasses import dataclass

MAGIC = b"\x1f\x9d"
HEADER = 3
_FIRST = 9  # bits
_CLEAR = 256


@dataclass(frozen=True, slots=True)
class Lzw:
    """What the start of a stream gave."""

    data: bytes
    codes: int  # that were read
    ended: bool  # all of what was given was read
    damage: str = ""


def unpacked_start(packed: bytes, flags: int, most: int) -> Lzw:
    """At least `most` bytes, or what there is; `packed` stands behind the header with `flags`.

    No more memory than some times `most`: the table holds what came out already.
    """
    widest, block = flags & 31, bool(flags & 0x80)
    table: list[bytes] = []
    bits, end, run, at, width = int.from_bytes(packed, "little"), 8 * len(packed), 0, 0, _FIRST
    first = _CLEAR + block  # the first code that stands for more than a byte
    before, out, codes = b"", bytearray(), 0
    while at + width <= end and len(out) < most:
        code = bits >> at & (1 << width) - 1
        at += width
        codes += 1
        if code == _CLEAR and block:
            at = run = at + (run - at) % (8 * width)
            width, before = _FIRST, b""
            table.clear()
            continue
        entry = _entry(code, first, table, before)
        if not entry:
            return Lzw(bytes(out), codes, ended=False, damage=f"code {code} stands for nothing")
        out += entry
        if before and first + len(table) < 1 << widest:
            table.append(before + entry[:1])
        before = entry
        # the table gets its next entry with the next code, for which the width must do
        if first + len(table) > (1 << width) - 1 and width < widest:
            at = run = at + (run - at) % (8 * width)
            width += 1
    return Lzw(bytes(out), codes, ended=at + width > end)


def _entry(code: int, first: int, table: list[bytes], before: bytes) -> bytes:
    """What `code` stands for; empty where it is none."""
    if code < _CLEAR:
        return bytes((code,))
    place = code - first
    if not before or place < 0:
        return b""
    if place < len(table):
        return table[place]
    return before + before[:1] if place == len(table) else b""
