"""How containers compress a part of a device. Each gives the content or raises `Malformed`.

A decoder gets the stored bytes, perhaps with padding, and the length of the content at most: no
more is ever made, whatever the stored bytes say.
"""

import bz2
import lzma
import zlib
from collections.abc import Callable

import zstandard

from mediascan.model.errors import Malformed

_MEMORY = 80 << 20  # bytes that lzma and zstd may use: xz -9 needs 65 MiB to unpack


def _zlib(data: bytes, length: int) -> bytes:
    """RFC 1950: with a checksum, so all of it has to be there."""
    return _inflated(data, length, zlib.MAX_WBITS, whole=True)


def _deflate(data: bytes, length: int) -> bytes:
    """RFC 1951, without header and checksum, padded to sectors (QCOW2)."""
    return _inflated(data, length, -zlib.MAX_WBITS, whole=False)


def _inflated(data: bytes, length: int, bits: int, *, whole: bool) -> bytes:
    machine = zlib.decompressobj(bits)
    try:
        content = machine.decompress(data, max(1, length))
        if whole and not machine.eof:  # the checksum comes behind the last byte
            content += machine.decompress(machine.unconsumed_tail, 1)
    except zlib.error as bad:
        raise Malformed(f"deflate: {bad}") from bad
    if len(content) != length or (whole and not machine.eof):
        raise Malformed("deflate: another length")
    return content


def _zstd(data: bytes, length: int) -> bytes:
    """RFC 8878. Read as a stream: what the frame says of its length allots nothing."""
    machine = zstandard.ZstdDecompressor(max_window_size=_MEMORY)
    try:
        with machine.stream_reader(data, read_across_frames=False) as reader:
            content = reader.read(length)
    except zstandard.ZstdError as bad:
        raise Malformed(f"zstd: {bad}") from bad
    return _of_length(content, length)


def _bzip2(data: bytes, length: int) -> bytes:
    try:
        return _of_length(bz2.BZ2Decompressor().decompress(data, length), length)
    except (OSError, ValueError) as bad:
        raise Malformed(f"bzip2: {bad}") from bad


def _lzma(data: bytes, length: int) -> bytes:
    machine = lzma.LZMADecompressor(memlimit=_MEMORY)
    try:
        return _of_length(machine.decompress(data, length), length)
    except (lzma.LZMAError, EOFError) as bad:
        raise Malformed(f"lzma: {bad}") from bad


def _adler(data: bytes, length: int) -> bytes:
    """Bytes as they are, with their Adler-32 behind them, little-endian (EWF)."""
    content = data[:length]
    if len(data) != length + 4 or zlib.adler32(content) != int.from_bytes(data[-4:], "little"):
        raise Malformed("the checksum does not match")
    return content


def _of_length(content: bytes, length: int) -> bytes:
    if len(content) != length:
        raise Malformed("another length")
    return content


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "zlib": _zlib,
    "deflate": _deflate,
    "zstd": _zstd,
    "bzip2": _bzip2,
    "lzma": _lzma,
    "adler32": _adler,
}
