"""Compressed streams without their headers: how often they are called uniform.

What is compressed are the texts, programs and pictures below the folders that are asked, in pieces
of several sizes; the first and the last bytes of a stream are taken off, as a carver would find it.
"""

import bz2
import lzma
import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import zstandard

from mediascan.engine.unexplained import looks_like

PIECES = (256, 1024)  # KiB before compression
EACH = 40  # pieces of one size
EDGE = 128  # bytes taken off at either end
LEAST = 64 * 1024

COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "deflate, level 1": lambda data: zlib.compress(data, 1),
    "deflate, level 6": zlib.compress,
    "deflate, level 9": lambda data: zlib.compress(data, 9),
    "zstd, level 1": lambda data: zstandard.compress(data, 1),
    "zstd, level 3": zstandard.compress,
    "zstd, level 19": lambda data: zstandard.compress(data, 19),
    "bzip2": bz2.compress,
    "xz, preset 0": lambda data: lzma.compress(data, preset=0),
    "xz, preset 6": lzma.compress,
    "brotli": lambda data: pa.Codec("brotli", compression_level=5).compress(data, asbytes=True),
    "lz4": lambda data: pa.compress(data, codec="lz4_raw", asbytes=True),
    "snappy": lambda data: pa.compress(data, codec="snappy", asbytes=True),
}


def pieces(roots: list[Path], size: int) -> Iterator[bytes]:
    """EACH pieces of `size` bytes of the files below `roots`, put one behind the other."""
    held, given = bytearray(), 0
    for root in roots:
        for folder, _, names in os.walk(root):
            for name in sorted(names)[::7]:  # of each folder some
                path = Path(folder, name)
                if path.is_symlink() or not path.is_file():
                    continue
                held += path.read_bytes()[:size]
                if len(held) >= size:
                    yield bytes(held[:size])
                    held.clear()
                    given += 1
                    if given == EACH:
                        return


def streams(roots: list[Path]) -> Counter[tuple[str, str]]:
    """(compressor, what its stream was called) -> how often."""
    called: Counter[tuple[str, str]] = Counter()
    for size in PIECES:
        for piece in pieces(roots, size << 10):
            for name, pack in COMPRESSORS.items():
                stream = pack(piece)[EDGE:-EDGE]
                if len(stream) >= LEAST:
                    called[name, _called(stream)] += 1
    return called


def _called(stream: bytes) -> str:
    found = looks_like(lambda at, length: stream[at : at + length], 0, len(stream))
    return found.format_id if found else ""
