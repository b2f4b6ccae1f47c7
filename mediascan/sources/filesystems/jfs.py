"""JFS of IBM. It is named and not listed."""

from mediascan.reading.volumes.superblocks import JFS, JFS_AT, jfs
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[JFS_AT : JFS_AT + 4] == JFS


PARSER = Parser(
    kind="jfs",
    title="JFS",
    reference="https://jfs.sourceforge.net/project/pub/jfslayout.pdf",
    accepts=accepts,
    describe=jfs,
    advice="Mount with -o ro and inspect the mount point: its journal is not replayed by that.",
)
