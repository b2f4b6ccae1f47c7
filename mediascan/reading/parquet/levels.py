"""Numbers of few bits: runs and bit packs in turn, as levels and the indices of dictionaries are.

A varint whose lowest bit tells which: 0, a run: how often, then the value in whole bytes; 1, packs
of eight values each, bit by bit from the lowest.

Source: apache/parquet-format Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
"""

from mediascan.model.errors import Malformed

_VARINT = 5


def hybrid(data: bytes, width: int, most: int) -> list[int]:
    """Up to `most` numbers of `width` bits; fewer where `data` ends."""
    if not 0 <= width <= 32:
        raise Malformed(f"numbers of {width} bits")
    found: list[int] = []
    at, size = 0, (width + 7) // 8
    for _ in range(len(data)):
        if at >= len(data) or len(found) >= most:
            break
        head, at = _varint(data, at)
        count = head >> 1
        if head & 1:
            length = count * width
            found += _packed(data[at : at + length], width, min(count * 8, most - len(found)))
            at += length
        else:
            value = int.from_bytes(data[at : at + size], "little")
            found += [value] * min(count, most - len(found))
            at += size
    return found[:most]


def _packed(data: bytes, width: int, most: int) -> list[int]:
    if not width:
        return [0] * most
    bits, mask = int.from_bytes(data, "little"), (1 << width) - 1
    count = min(most, len(data) * 8 // width)
    found = []
    for start in range(0, count, 64):  # 64 at once: shifting a long number costs its length
        part = bits >> (start * width) & ((1 << (64 * width)) - 1)
        found += [part >> (width * one) & mask for one in range(min(64, count - start))]
    return found


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift, byte in enumerate(data[at : at + _VARINT]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, at + shift + 1
    raise Malformed("a run without a length")
