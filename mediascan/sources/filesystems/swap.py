"""Swap space of Linux: pages of memory, which may hold keys and parts of files."""

from mediascan.reading.volumes.superblocks import SWAP, SWAP_PAGES, swap
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return any(head[size - 10 : size] in SWAP for size in SWAP_PAGES)


PARSER = Parser(
    kind="swap",
    title="Linux swap",
    reference="https://man7.org/linux/man-pages/man8/mkswap.8.html",
    accepts=accepts,
    describe=swap,
    advice="It holds pages of memory and no files: keep it for the laboratory.",
)
