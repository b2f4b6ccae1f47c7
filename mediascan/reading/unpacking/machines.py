"""Decompressors that give no more than they are asked for, and take their input piece by piece.

Nothing is decompressed by our own code: zlib, bz2 and lzma are Python's, zstandard is a need of
mediascan, lz4 and inflate64 are asked for where they are installed.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Protocol

import zstandard

from mediascan.model.errors import LimitExceeded, Malformed, Truncated
from mediascan.reading.compression.zstd_frames import WINDOW_LOG
from mediascan.reading.unpacking.allowance import Allowance
from mediascan.reading.unpacking.forward import PIECE, Forward, Read
from mediascan.reading.unpacking.zstd_watch import ZstdWatch

STEP = 1 << 16  # compressed bytes fed at once
LZMA_BASE = 1 << 20  # bytes that a decoder of LZMA takes beside its dictionary, and some to spare


class Machine(Protocol):
    """What the decompressors of bz2, lzma and lz4 have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes | None: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Deflate:
    """zlib in the same manner; `bits` as `zlib.decompressobj` has them: 31 gzip, -15 bare."""

    def __init__(self, bits: int) -> None:
        self._machine = zlib.decompressobj(bits)

    @property
    def eof(self) -> bool:
        return self._machine.eof

    @property
    def unused_data(self) -> bytes:
        return self._machine.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._machine.unconsumed_tail

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._machine.decompress(self._machine.unconsumed_tail + data, max(0, max_length))


def unpacked(
    source: Read,
    make: Callable[[], Machine],
    allowance: Allowance,
    again: Callable[[bytes], bool] = lambda _: False,
) -> Read:
    """What `source` decompresses to.

    `again` is told the bytes behind a stream, which it gives back to where `source` reads from, and
    says whether another one follows. The reads raise `Truncated` where the source ends within a
    stream, `Malformed` for damage, `LimitExceeded` where the allowance is spent or more memory
    would be needed.
    """
    machine, ended = make(), False

    def read(most: int) -> bytes:
        nonlocal machine, ended
        for _ in range(1 << 40):
            if ended:
                return b""
            waiting = machine.needs_input
            piece = source(STEP) if waiting else b""
            data = _decompress(machine, piece, min(most, PIECE))
            if machine.eof:
                ended = not again(machine.unused_data or b"")
                machine = machine if ended else make()
            elif waiting and not piece and not data:
                raise Truncated("the compressed data is cut off")
            if data:
                allowance.make(len(data))
                return data
            allowance.check_time()  # empty streams by the million
        return b""

    return read


def _decompress(machine: Machine, piece: bytes, most: int) -> bytes:
    try:
        return machine.decompress(piece, most)
    except lzma.LZMAError as bad:
        if "emory" in str(bad):
            raise LimitExceeded(f"needs more memory than a decoder may take: {bad}") from bad
        raise Malformed(f"damaged compressed data: {bad}") from bad
    except (zlib.error, OSError, ValueError, RuntimeError, EOFError, MemoryError) as bad:
        raise Malformed(f"damaged compressed data: {bad}") from bad


def zstd(source: Read, allowance: Allowance, memory: int) -> Read:
    """What the zstd frames of `source` decompress to; raises as the reads of `unpacked`."""
    most_window = min(1 << WINDOW_LOG, memory)
    watch = ZstdWatch(source)
    machine = zstandard.ZstdDecompressor(max_window_size=most_window)
    reader = machine.stream_reader(watch, read_size=STEP, read_across_frames=True)  # type: ignore[arg-type] # it calls nothing but read()

    def read(most: int) -> bytes:
        try:
            data: bytes = reader.read(min(most, PIECE))
        except zstandard.ZstdError as bad:
            if "too much memory" in str(bad):
                raise LimitExceeded(f"needs a window of more than {most_window} bytes") from bad
            raise Malformed(f"damaged compressed data: {bad}") from bad
        if not data:
            watch.check_end()
        allowance.make(len(data))
        return data

    return read


def raw_lzma(filters: list[dict[str, Any]], memory: int) -> Callable[[], Machine]:
    """A maker of decoders of a bare stream. Raises `LimitExceeded`, `Malformed`."""
    needed = sum(one.get("dict_size", 0) for one in filters) + LZMA_BASE
    if needed > memory:
        raise LimitExceeded(f"a dictionary of {needed - LZMA_BASE} bytes; limit {memory}")

    def make() -> Machine:
        try:
            return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters)
        except (lzma.LZMAError, ValueError) as bad:
            raise Malformed(f"properties of LZMA that cannot be: {bad}") from bad

    return make


def lzma1_filter(properties: bytes) -> dict[str, Any]:
    """The five bytes of properties of LZMA (lzma-specification.txt of the LZMA SDK)."""
    if len(properties) < 5 or properties[0] >= 225:
        raise Malformed("properties of LZMA that cannot be")
    first = properties[0]
    return {
        "id": lzma.FILTER_LZMA1,
        "lc": first % 9,
        "lp": first // 9 % 5,
        "pb": first // 45,
        "dict_size": max(4096, int.from_bytes(properties[1:5], "little")),
    }


def xz(memory: int) -> Callable[[], Machine]:
    return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=memory)


def lzma_alone(memory: int) -> Callable[[], Machine]:
    return lambda: lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=memory)


def bzip2() -> Machine:
    return bz2.BZ2Decompressor()


def follows(
    stream: Forward, magics: tuple[bytes, ...], notes: list[str]
) -> Callable[[bytes], bool]:
    """For `again`: whether one of `magics` stands behind a stream; padding of zeros is passed over.

    What else stands there is told in `notes`.
    """

    def again(rest: bytes) -> bool:
        stream.back(rest)
        first = stream.peek(16)
        if first.startswith(b"\0"):
            padding = stream.peek(STEP)
            stream.skip(len(padding) - len(padding.lstrip(b"\0")))
            first = stream.peek(16)
        if first.startswith(magics):
            return True
        if first:
            notes.append("bytes that are no compressed stream stand behind the last one")
        return False

    return again
