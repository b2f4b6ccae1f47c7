"""Riegeli records: chunks of records, interrupted by a block header at every 64 KiB.

A block header is 24 bytes. A chunk is a header of 40 bytes (u64 hash of the rest, u64 size of its
data, u64 hash of the data, u8 type, 7 bytes number of records, u64 size of the records when
decoded), its data and padding. The data of a simple chunk ("r"): u8 compression, varint size of the
packed sizes, the packed sizes, the packed records; what is packed starts with its size as a varint.
Hashes (HighwayHash) are not checked.

Source: https://github.com/google/riegeli/blob/master/doc/riegeli_records_file_format.md
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.compression.inflate import Method, head_of
from mediascan.reading.encodings.level_table import varint
from mediascan.reading.window import Window

SIGNATURE = bytes.fromhex(
    "83af70d10d884a3f 0000000000000000 4000000000000000 91bac23c9287e1a9"
    "0000000000000000 e19f13c0e9b1c372 7300000000000000 0000000000000000"
)
_BLOCK, _BLOCK_HEADER, _HEADER = 1 << 16, 24, 40
_USABLE = _BLOCK - _BLOCK_HEADER
_TYPES = b"smprt"
SIMPLE, PADDING, TRANSPOSED = b"rpt"
COMPRESSION = {0: "none", 0x62: "brotli", 0x7A: "zstd"}
_MOST = 1 << 17  # chunks


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk: where it starts, and what its header says."""

    at: int
    size: int  # of the data
    kind: int
    records: int
    decoded: int
    end: int


def chunks(window: Window, start: int = len(SIGNATURE)) -> Iterator[Chunk]:
    """The chunks behind the signature, or from the one at `start` on.

    Raises `Malformed` for a header that cannot be one, `Truncated` where the file ends inside one.
    """
    at = start
    for _ in range(_MOST):
        if at >= window.size:
            return
        data = read(window, at, 0, _HEADER)
        size, records = int.from_bytes(data[8:16], "little"), int.from_bytes(data[25:32], "little")
        kind, decoded = data[24], int.from_bytes(data[32:40], "little")
        if kind not in _TYPES or size > window.size:
            raise Malformed(f"the chunk at {at} has type {kind} and {size} bytes")
        end = max(_behind(at, _HEADER + size), _boundary(at + records))
        if end > window.size:
            raise Truncated(f"the chunk at {at} lacks {end - window.size} bytes")
        yield Chunk(at, size, kind, records, decoded, end)
        at = end
    raise LimitExceeded(f"more than {_MOST} chunks")


def read(window: Window, at: int, skip: int, length: int) -> bytes:
    """`length` bytes of the chunk at `at`, after `skip` of them; block headers are left out."""
    place = _behind(at, skip) if skip else at
    found = bytearray()
    for _ in range(length // _USABLE + 2):
        if not place % _BLOCK:
            place += _BLOCK_HEADER
        piece = min(length - len(found), _BLOCK - place % _BLOCK)
        found += window.read(place, piece)
        place += piece
        if len(found) == length:
            break
    return bytes(found)


def records_of(window: Window, chunk: Chunk, most: int) -> list[bytes]:
    """The records of a simple chunk.

    Raises `Malformed` for another kind or a compression that is not read, `LimitExceeded` for more
    than `most` bytes.
    """
    if chunk.kind != SIMPLE or max(chunk.size, chunk.decoded) > most:
        raise LimitExceeded(f"a chunk of {chunk.decoded} bytes")
    data = read(window, chunk.at, _HEADER, chunk.size)
    packed, at = varint(data, 1)
    sizes = _unpacked(data[0], data[at : at + packed], most)
    values = _unpacked(data[0], data[at + packed :], most)
    found, place, start = [], 0, 0
    for _ in range(min(chunk.records, len(sizes))):
        size, place = varint(sizes, place)
        found.append(values[start : start + size])
        start += size
    return found


def compression_of(window: Window, chunk: Chunk) -> str:
    """How a chunk of records is compressed; empty where it holds none."""
    if chunk.kind not in (SIMPLE, TRANSPOSED) or not chunk.size:
        return ""
    code = read(window, chunk.at, _HEADER, 1)[0]
    return COMPRESSION.get(code, f"type {code}")


def _unpacked(code: int, data: bytes, most: int) -> bytes:
    if COMPRESSION.get(code) == "none":
        return data
    if COMPRESSION.get(code) != "zstd":
        raise Malformed(f"compression {COMPRESSION.get(code, code)} is not read")
    size, at = varint(data, 0)
    return head_of(Window.over(data[at:]), Method.ZSTD, min(size, most))


def _behind(at: int, size: int) -> int:
    """Where `size` bytes of a chunk end that starts at `at`, block headers among them counted."""
    headers = (size + (at + _USABLE - 1) % _BLOCK) // _USABLE
    return at + size + headers * _BLOCK_HEADER


def _boundary(at: int) -> int:
    """The first place from `at` on where a chunk may end."""
    left = _BLOCK - 1 - (at + _BLOCK - 1) % _BLOCK
    return at + max(0, left - (_USABLE - 1))
