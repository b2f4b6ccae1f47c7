"""Snappy blocks: bounded, in plain Python, because only small tables of hostile files need it.

A varint with the decompressed size, then elements: a literal run or a copy from what was written.
The tag's two low bits tell which. There is no checksum; the formats around it bring their own.

Source: https://github.com/google/snappy/blob/main/format_description.txt
"""

from mediascan.model.errors import LimitExceeded, Malformed, Truncated

_LENGTH_BYTES = 5  # of the varint in front: 32 bits
_LONG = 60  # length codes from here on: the length stands in 1 to 4 bytes behind the tag


def decompress(data: bytes, most: int) -> bytes:
    """What `data`, one whole block, decompresses to.

    Raises `LimitExceeded` for more than `most` bytes, before they are made; `Truncated` where
    the block ends inside an element; `Malformed` where it is none or its size disagrees.
    """
    size, at = _size(data)
    if size > most:
        raise LimitExceeded(f"a snappy block of {size} bytes; limit {most}")
    out = bytearray()
    for _ in range(len(data)):  # each element takes at least one byte
        if at >= len(data):
            break
        at = _element(data, at, out)
        if len(out) > size:
            raise Malformed(f"a snappy block of more than the {size} bytes it announces")
    if len(out) != size:
        raise Truncated(f"a snappy block of {len(out)} bytes that announces {size}")
    return bytes(out)


def decompress_start(data: bytes, most: int) -> bytes:
    """The first `most` bytes, or fewer, that a block decompresses to whose start is `data`.

    What stands before damage is kept. Raises `Malformed` where there is no block at all.
    """
    size, at = _size(data)
    out = bytearray()
    for _ in range(len(data)):
        if at >= len(data) or len(out) >= min(size, most):
            break
        try:
            at = _element(data, at, out)
        except (Truncated, Malformed):
            break
    return bytes(out[: min(size, most)])


def _size(data: bytes) -> tuple[int, int]:
    """The size that a block announces, and where its first element is."""
    value = 0
    for shift, byte in enumerate(data[:_LENGTH_BYTES]):
        value |= (byte & 0x7F) << (7 * shift)
        if byte < 0x80:
            return value, shift + 1
    raise Malformed("a snappy block without a size")


def _element(data: bytes, at: int, out: bytearray) -> int:
    """Write the element at `at` to `out`; where the next one is."""
    tag = data[at]
    kind, code = tag & 3, tag >> 2
    if kind == 0:
        return _literal(data, at + 1, code, out)
    width = (1, 2, 4)[kind - 1]
    stop = at + 1 + width
    if stop > len(data):
        raise Truncated("a snappy block that ends inside a copy")
    back = int.from_bytes(data[at + 1 : stop], "little")
    if kind == 1:
        length, back = (code & 7) + 4, back | (code >> 3) << 8
    else:
        length = code + 1
    if not 0 < back <= len(out):
        raise Malformed(f"a snappy copy from {back} bytes back at {len(out)}")
    piece = out[-back:] if back <= length else out[-back : len(out) - back + length]
    out += (piece * (length // len(piece) + 1))[:length]
    return stop


def _literal(data: bytes, at: int, code: int, out: bytearray) -> int:
    width = max(0, code + 1 - _LONG)
    length = int.from_bytes(data[at : at + width], "little") + 1 if width else code + 1
    at += width
    if at + length > len(data):
        raise Truncated("a snappy block that ends inside a literal")
    out += data[at : at + length]
    return at + length
