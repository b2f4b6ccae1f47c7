"""OCFS2, a file system of clusters. It is named and not listed."""

from mediascan.reading.volumes.superblocks import OCFS2, OCFS2_PLACES, ocfs2
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return any(head[at : at + 6] == OCFS2 for at in OCFS2_PLACES)


PARSER = Parser(
    kind="ocfs2",
    title="OCFS2",
    reference="https://docs.kernel.org/filesystems/ocfs2.html",
    accepts=accepts,
    describe=ocfs2,
    advice="Mount with -o ro and inspect the mount point.",
)
