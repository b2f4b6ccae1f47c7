"""The first decompressed bytes of a gzip file: they prove it, and say what may be inside."""

from mediascan.reading.compression.inflate import Inflated, Method, inflate
from mediascan.reading.window import Window

PROOF = 1 << 13  # bytes decompressed to prove that the stream is one


def gzip_start(window: Window) -> Inflated:
    """For `Window.once`: several formats ask for the same bytes."""
    return inflate(window, Method.GZIP, PROOF)
