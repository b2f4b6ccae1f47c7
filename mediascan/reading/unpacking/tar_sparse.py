"""Sparse files in tar: maps of the parts with data, and the file put together again.

Layouts: GNU tar manual, "Storing Sparse Files": old GNU (map in the header), pax 0.1 (map in a
record) and pax 1.0 (map before the data).
"""

from collections.abc import Iterator

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.tars.headers import BLOCK, number
from mediascan.reading.unpacking.allowance import Allowance
from mediascan.reading.unpacking.forward import PIECE, Forward, Read

Part = tuple[int, int]  # offset in the file, length
_PARTS = 1 << 16  # of one file


def old_map(stream: Forward, header: bytes) -> list[Part]:
    """The map in a header of kind S, and in the blocks behind it. Raises `InputFault`."""
    parts = _entries(header[386:482])
    more = header[482]
    while more:
        block = stream.take(BLOCK)
        parts += _entries(block[:504])
        more = block[504]
        _check(len(parts))
    return parts


def _entries(data: bytes) -> list[Part]:
    pairs = [data[at : at + 24] for at in range(0, len(data), 24)]
    return [(number(one[:12]), number(one[12:])) for one in pairs if one[0]]


def map_of(text: bytes) -> list[Part]:
    """The map of a record GNU.sparse.map: offset, length, offset, ... Raises `InputFault`."""
    words = text.split(b",")
    _check(len(words) // 2)
    if any(not one.isdigit() or len(one) > 20 for one in words) or len(words) % 2:
        raise Malformed("map of a sparse file that is none")
    numbers = [int(one) for one in words]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def map_in_data(stream: Forward) -> list[Part]:
    """The map at the start of the data: numbers, each a line, in whole blocks."""
    text = stream.take(BLOCK)
    first = text.partition(b"\n")[0]
    if not first.isdigit() or len(first) > 6:
        raise Malformed("map of a sparse file that is none")
    lines = 1 + 2 * int(first)
    _check(int(first))
    while text.count(b"\n") < lines:
        text += stream.take(BLOCK)
        if len(text) > lines * 21 + BLOCK:
            raise Malformed("map of a sparse file that is none")
    numbers = text.split(b"\n")[1:lines]
    return map_of(b",".join(numbers)) if numbers else []


def _check(count: int) -> None:
    if count > _PARTS:
        raise LimitExceeded(f"sparse file of more than {_PARTS} parts")


def expanded(data: Read, parts: list[Part], size: int, allowance: Allowance) -> Read:
    """The file of `size` bytes whose `parts` lie in `data` one behind another."""
    pieces = _pieces(data, parts, size, allowance)
    held = b""

    def read(most: int) -> bytes:
        nonlocal held
        if not held:
            held = next(pieces, b"")
        some, held = held[:most], held[most:]
        return some

    return read


def _pieces(data: Read, parts: list[Part], size: int, allowance: Allowance) -> Iterator[bytes]:
    at = 0
    for offset, length in (*parts, (size, 0)):
        if offset < at or offset + length > size:
            raise Malformed("parts of a sparse file overlap, or lie behind its end")
        yield from _zeros(offset - at, allowance)
        left = length
        while left:
            piece = data(min(left, PIECE))
            if not piece:
                raise Malformed("a sparse file has less data than its map says")
            left -= len(piece)
            yield piece
        at = offset + length


def _zeros(count: int, allowance: Allowance) -> Iterator[bytes]:
    while count:
        step = min(count, PIECE)
        allowance.make(step)
        count -= step
        yield bytes(step)
