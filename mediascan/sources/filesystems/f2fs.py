"""F2FS, made for flash. It is named and not listed."""

from mediascan.reading.volumes.superblocks import F2FS, F2FS_AT, f2fs
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[F2FS_AT : F2FS_AT + 4] == F2FS


PARSER = Parser(
    kind="f2fs",
    title="F2FS",
    reference="https://docs.kernel.org/filesystems/f2fs.html",
    accepts=accepts,
    describe=f2fs,
    advice="Mount with -o ro,norecovery and inspect the mount point.",
)
