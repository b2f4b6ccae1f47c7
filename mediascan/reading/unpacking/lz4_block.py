"""One block of LZ4 without a frame, by the library lz4 where it is installed."""

from mediascan.model.errors import LimitExceeded, Malformed


def lz4_block(packed: bytes, most: int) -> bytes:
    """What `packed` decompresses to, at most `most` bytes. Raises `InputFault`."""
    try:
        from lz4.block import LZ4BlockError, decompress  # noqa: PLC0415 - an extra
    except ImportError as bad:
        raise LimitExceeded("not decompressed: the library lz4 is not installed") from bad
    try:
        data: bytes = decompress(packed, uncompressed_size=most)
    except (LZ4BlockError, ValueError, MemoryError) as bad:
        raise Malformed(f"damaged compressed data: {bad}") from bad
    return data
