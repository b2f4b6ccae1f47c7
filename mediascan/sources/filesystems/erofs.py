"""EROFS, a read-only file system of images. It is named and not listed."""

from mediascan.reading.volumes.superblocks import EROFS, EROFS_AT, erofs
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[EROFS_AT : EROFS_AT + 4] == EROFS


PARSER = Parser(
    kind="erofs",
    title="EROFS",
    reference="https://docs.kernel.org/filesystems/erofs.html",
    accepts=accepts,
    describe=erofs,
    advice="Mount with -o ro and inspect the mount point.",
)
