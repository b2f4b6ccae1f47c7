"""The only decompressor: never more output than asked for, never more input than the budget.

A gzip file may have many members, a zstd file many frames: their contents follow one another, as
the tools that write them mean it (RFC 1952 section 2.2, RFC 8878 section 3).
"""

import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import IO, cast

import zstandard

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.compression.xz_bzip2 import unpacked_start
from mediascan.reading.compression.zstd_frames import WINDOW_LOG, Frame, first_frame, narrowed
from mediascan.reading.window import Window

STEP = 1 << 12  # compressed bytes fed at once
FINE = 64  # bytes at once where a step is damaged: what stands farther before it is kept
RATIO = 1100  # output per input byte; zlib's own ceiling is 1032 (zlib.net, "Technical Details")
SLACK = 1 << 20  # output that is allowed at any ratio: zstd may expand a few bytes to a block
STREAMS = 4096  # gzip members looked into: an empty one takes 20 bytes and gives nothing
_GZIP = b"\x1f\x8b"


class Method(StrEnum):
    """How bytes are compressed."""

    STORED = "stored"
    DEFLATE = "deflate"
    GZIP = "gzip"
    ZSTD = "zstd"
    XZ = "xz"
    BZIP2 = "bzip2"


@dataclass(frozen=True, slots=True)
class Inflated:
    """What the start of a compressed stream gave."""

    data: bytes
    used: int  # compressed bytes behind `data`; for zstd only what was fetched
    ended: bool  # the last stream ended; never told for zstd (`zstd_frames` does)
    damage: str = ""  # why decompression stopped early


def head_of(window: Window, method: Method, length: int) -> bytes:
    """The first bytes that `window` decompresses to: `length`, or fewer where it ends.

    Raises `Malformed` where the stream is damaged before that, `LimitExceeded` where it expands
    more than RATIO times (beyond SLACK) or where the budget is spent.
    """
    found = inflate(window, method, length)
    if found.damage:
        raise Malformed(f"damaged {method} stream: {found.damage}")
    return found.data


def inflate(window: Window, method: Method, length: int) -> Inflated:
    """As `head_of`, but damage is told, and what stands before it is kept."""
    if length > window.limits.read:
        raise LimitExceeded(f"{length} bytes asked of a decompressor; limit {window.limits.read}")
    if method is Method.STORED:
        data = window.upto(0, length)
        return Inflated(data, len(data), len(data) == window.size)
    if length <= 0:
        return Inflated(b"", 0, ended=False)
    if method in (Method.XZ, Method.BZIP2):
        data, used, ended, damage = unpacked_start(window, length, xz=method is Method.XZ)
        return Inflated(data, used, ended, damage)
    return _zstd(window, length) if method is Method.ZSTD else _zlib(window, method, length)


def _zlib(window: Window, method: Method, length: int) -> Inflated:
    found = _members(window, length, STEP, wrapped=method is Method.GZIP)
    if found.damage:  # again in small steps, to keep what stands before the damage
        return _members(window, length, FINE, wrapped=method is Method.GZIP)
    return found


def _members(window: Window, length: int, step: int, *, wrapped: bool) -> Inflated:
    """What the deflate stream at the start and the gzip members behind it hold."""
    machine, out, at, streams = _machine(wrapped=wrapped), bytearray(), 0, 1
    for _ in range(window.size // step + STREAMS + 1):
        piece = window.upto(at, step)
        try:
            out += machine.decompress(piece, length - len(out))
        except zlib.error as bad:
            return Inflated(bytes(out), at, ended=False, damage=str(bad))
        at += len(piece) - len(machine.unused_data) - len(machine.unconsumed_tail)
        _check_ratio(len(out), at)
        if len(out) >= length or not (piece or machine.eof):
            break
        if machine.eof:
            if not (wrapped and window.has(_GZIP, at)):
                break
            streams += 1
            if streams > STREAMS:
                raise LimitExceeded(f"more than {STREAMS} gzip members in {at} bytes")
            machine = _machine(wrapped=wrapped)
    return Inflated(bytes(out), at, machine.eof)


def _machine(*, wrapped: bool) -> "zlib._Decompress":
    return zlib.decompressobj(31 if wrapped else -15)  # 31: with the header of gzip; -15: bare


def _zstd(window: Window, length: int) -> Inflated:
    frame = first_frame(window)
    if frame is None:
        return Inflated(b"", 0, ended=False, damage="no frame with content")
    found = _frames(window, frame, length, STEP)
    return _frames(window, frame, length, FINE) if found.damage else found


def _frames(window: Window, frame: Frame, length: int, step: int) -> Inflated:
    """What `frame` and those behind it hold, taken `step` bytes at once."""
    machine = zstandard.ZstdDecompressor(max_window_size=1 << WINDOW_LOG)
    feed = _Feed(window, frame.at + frame.header_size, narrowed(window, frame))
    out = bytearray()
    source = cast("IO[bytes]", feed)  # the decompressor calls nothing but read()
    with machine.stream_reader(source, read_size=STEP, read_across_frames=True) as stream:
        try:
            for _ in range(0, length, step):
                piece = stream.read(min(step, length - len(out)))
                if not piece:
                    break
                out += piece
        except zstandard.ZstdError as bad:
            return Inflated(bytes(out), feed.at, ended=False, damage=str(bad))
    return Inflated(bytes(out), feed.at, ended=False)


def _check_ratio(made: int, used: int) -> None:
    if made > SLACK and made > used * RATIO:
        raise LimitExceeded(f"{made} bytes out of {used}: expands more than {RATIO} times")


class _Feed:
    """`first`, then the bytes of a window from `at` on, as the file that zstandard asks for."""

    def __init__(self, window: Window, at: int, first: bytes) -> None:
        self._window = window
        self._first = first
        self.at = at

    def read(self, length: int = -1) -> bytes:
        if self._first:
            first, self._first = self._first, b""
            return first
        data = self._window.upto(self.at, STEP if length < 0 else min(length, STEP))
        self.at += len(data)
        return data
