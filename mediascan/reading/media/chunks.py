"""RIFF, RF64 and IFF: a form of chunks, each a name, a size and data padded to two bytes.

Layout: "RIFF", size of what follows (u32), form (4); chunks: name (4), size (u32), data. RIFF is
little-endian, IFF ("FORM") big-endian. RF64 has the true sizes in its first chunk, `ds64`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mediascan.reading.window import Window

LIMIT = 4096  # chunks looked at: films interleave in one chunk, `movi`
_UNKNOWN = 0xFFFFFFFF  # a size that stands in ds64 (EBU Tech 3306), or that was never filled in


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk; `at` is where its data begin."""

    name: bytes
    at: int
    size: int


def form_end(window: Window, order: str) -> int | None:
    """Where the form ends by its header; None where the header does not say."""
    head = window.sparse(4, 4)
    size = int.from_bytes(head, "little" if order == "<" else "big")
    if window.has(b"RF64", 0) or window.has(b"BW64", 0):
        size = window.cursor(20).number("Q") if window.has(b"ds64", 12) else 0
    if size in (0, _UNKNOWN):
        return None
    if window.size > _UNKNOWN and (window.size - 8) & _UNKNOWN == size:
        return window.size  # more than four gigabytes, by a writer that did not look
    return 8 + size + (size & 1 if 8 + size < window.size else 0)


def chunks(window: Window, at: int, end: int, order: str) -> Iterator[Chunk]:
    """The chunks from `at` to `end`; ends where a chunk leaves the window."""
    little = "little" if order == "<" else "big"
    stop = min(end, window.size)
    for _ in range(LIMIT):
        if at + 8 > stop:
            return
        head = window.sparse(at, 8)
        size = int.from_bytes(head[4:], "little" if little == "little" else "big")
        yield Chunk(head[:4], at + 8, size)
        at += 8 + size + (size & 1)
