"""Framed snappy, `.sz`: one compressed file in chunks of at most 64 KiB, each with a checksum.

u8 type, u24 bytes, and of data a masked CRC-32C first. FF is the mark at the start, 00 compressed,
01 plain, FE padding, 80 to FD may be passed over, 02 to 7F may not.
"""

from dataclasses import dataclass

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.compression.snappy import decompress
from mediascan.reading.encodings.crc32c import masked
from mediascan.reading.window import Window

_MAGIC = b"\xff\x06\0\0sNaPpY"
_CHUNK = 1 << 16  # bytes that one holds, decompressed
_PACKED, _PLAIN, _UNKNOWN, _MARK = 0, 1, range(2, 0x80), 0xFF
_CHUNKS = 65_536  # looked at: one read each


@dataclass(slots=True)
class _Walk:
    """What the chunks come to."""

    at: int = 0  # behind the last whole one
    chunks: int = 0  # with data
    size: int = 0  # bytes inside
    start: bytes = b""  # of what is inside


def examine(window: Window) -> Finding | None:
    found, faults = _Walk(), list[Fault]()
    try:
        for _ in range(_CHUNKS):
            if found.at >= window.size:
                break
            _chunk(window, found)
    except InputFault as bad:
        faults.append(fault_of(bad))
    facts = Facts(compression="snappy")
    if found.start:
        facts["inner_format"] = inner_format(found.start)
    facts["metadata"] = {"chunks": str(found.chunks)}
    whole = found.at == window.size
    if whole:
        facts["uncompressed_bytes"] = found.size
    elif not faults:
        facts["metadata"] = {"chunks": f"more than {found.chunks}"}
    return Finding(
        "snappy_framed",
        Kind.CONTAINER,
        Confidence.CONSISTENT if whole and found.chunks and not faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 18, "mark of the stream, head of the first chunk, checksum"),),
        tuple(faults),
    )


def _chunk(window: Window, found: _Walk) -> None:
    """Pass over the chunk at `found.at`; the data of the first one are decompressed."""
    at = found.at
    head = window.sparse(at, 4)
    kind, length = head[0], int.from_bytes(head[1:], "little")
    if kind in _UNKNOWN:
        raise Malformed(f"a chunk of type {kind} at {at}")
    if kind == _MARK and not window.has(_MAGIC, at):
        raise Malformed(f"a mark at {at} that is none")
    if at + 4 + length > window.size:
        raise Truncated(f"{at + 4 + length - window.size} bytes of the last chunk are missing")
    if kind in (_PACKED, _PLAIN):
        if length < 5:
            raise Malformed(f"a chunk of {length} bytes at {at}")
        found.size += length - 4 if kind == _PLAIN else _announced(window, at + 8)
        found.chunks += 1
        if found.chunks == 1:
            found.start = _data(window, at, kind, length)
    found.at = at + 4 + length


def _announced(window: Window, at: int) -> int:
    """The varint in front of a snappy block. Raises `Malformed` where it is more than a chunk."""
    value = 0
    for shift, byte in enumerate(window.upto(at, 3)):
        value |= (byte & 0x7F) << 7 * shift
        if byte < 0x80:
            break
    if not 0 < value <= _CHUNK:
        raise Malformed(f"a chunk of {value} bytes at {at}, decompressed; {_CHUNK} are the most")
    return value


def _data(window: Window, at: int, kind: int, length: int) -> bytes:
    if length > 4 + 2 * _CHUNK:
        raise Malformed(f"a chunk of {length} bytes at {at}")
    body = window.read(at + 8, length - 4)
    data = body if kind == _PLAIN else decompress(body, _CHUNK)
    if masked(data) != window.cursor(at + 4).number("I"):
        raise Malformed("the checksum of the first chunk is another one")
    return data


FORMAT = Format(
    id="snappy_framed",
    title="Snappy compressed file",
    kind=Kind.CONTAINER,
    reference="https://github.com/google/snappy/blob/main/framing_format.txt",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".sz", ".snappy"),
    limits=Limits(total=256 * MIB),  # one read a chunk
)
