"""Decompression of xz and bzip2 by the standard library, a bounded piece of the start.

Streams may follow one another in both (xz file format 1.2 section 2; bzip2 concatenates too). An
xz file says how much memory it needs: `-9` takes 65 MiB, more is refused.
"""

import bz2
import lzma
from typing import Protocol

from mediascan.model.errors import LimitExceeded
from mediascan.reading.window import Window

STEP = 1 << 12  # compressed bytes fed at once
_STREAMS = 4096
_MEMORY = 100 << 20  # bytes that the decoder of xz may ask for
_XZ, _BZIP2 = b"\xfd7zXZ\0", b"BZh"


class _Machine(Protocol):
    """What the two decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def unpacked_start(window: Window, length: int, *, xz: bool) -> tuple[bytes, int, bool, str]:
    """At most `length` bytes, the compressed bytes behind them, whether it ended, and damage."""
    machine, out, at, streams = _machine(xz=xz), bytearray(), 0, 1
    magic = _XZ if xz else _BZIP2
    for _ in range(window.size // STEP + length // STEP + _STREAMS * 2 + 4):
        piece = window.upto(at, STEP) if machine.needs_input else b""
        try:
            out += machine.decompress(piece, length - len(out))
        except (lzma.LZMAError, OSError, ValueError) as bad:
            return bytes(out), at, False, str(bad)
        at += len(piece)
        if machine.eof:
            at -= len(machine.unused_data)
            if len(out) >= length or not window.has(magic, at):
                break
            streams += 1
            if streams > _STREAMS:
                raise LimitExceeded(f"more than {_STREAMS} streams in {at} bytes")
            machine = _machine(xz=xz)
        elif len(out) >= length or (at >= window.size and machine.needs_input):
            break
        window.check_time()
    return bytes(out), at, machine.eof, ""


def _machine(*, xz: bool) -> _Machine:
    if xz:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    return bz2.BZ2Decompressor()


def raw_lzma(packed: bytes, properties: bytes, length: int, *, newer: bool) -> bytes:
    """`length` bytes out of a bare stream of LZMA, or of LZMA2 where it is `newer`; else empty.

    The dictionary is no larger than what comes out, whatever the properties say.
    """
    most = max(4096, length)
    try:
        if newer:
            filters = [{"id": lzma.FILTER_LZMA2, "dict_size": most}]
        else:
            first = properties[0]
            filters = [
                {
                    "id": lzma.FILTER_LZMA1,
                    "lc": first % 9,
                    "lp": first // 9 % 5,
                    "pb": first // 45,
                    "dict_size": most,
                }
            ]
        machine = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
        return machine.decompress(packed, length)
    except (lzma.LZMAError, ValueError, IndexError):
        return b""
