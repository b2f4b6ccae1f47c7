"""The start of a file of LZMA alone, by the standard library, bounded.

Source: LZMA SDK, `lzma-specification.txt`: u8 properties, u32 dictionary, u64 size, the stream.
"""

import lzma

from mediascan.reading.window import Window

HEADER = 13  # bytes
PROOF = 1 << 13  # bytes decompressed to prove that the stream is one
_STEP = 1 << 12  # compressed bytes fed at once


def lzma_start(window: Window) -> tuple[bytes, int, bool, str]:
    """At most PROOF bytes, the compressed bytes behind them, whether it ended, and damage.

    The dictionary is no larger than what comes out, whatever the header says.
    """
    head = window.read(0, HEADER)
    machine = lzma.LZMADecompressor(lzma.FORMAT_ALONE)
    out, at = bytearray(), HEADER
    piece = head[:1] + PROOF.to_bytes(4, "little") + head[5:HEADER]
    for _ in range(window.size // _STEP + PROOF + 2):
        try:
            out += machine.decompress(piece, PROOF - len(out))
        except lzma.LZMAError as bad:
            return bytes(out), at, False, str(bad)
        if machine.eof:
            return bytes(out), at - len(machine.unused_data), True, ""
        if len(out) >= PROOF or (machine.needs_input and at >= window.size):
            break
        piece = window.upto(at, _STEP) if machine.needs_input else b""
        at += len(piece)
    return bytes(out), at, False, ""
