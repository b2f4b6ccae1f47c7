"""NILFS2, a log of snapshots. It is named and not listed."""

from mediascan.reading.volumes.superblocks import NILFS, NILFS_AT, nilfs
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[NILFS_AT : NILFS_AT + 2] == NILFS and head[1024:1028] == b"\2\0\0\0"


PARSER = Parser(
    kind="nilfs2",
    title="NILFS2",
    reference="https://docs.kernel.org/filesystems/nilfs2.html",
    accepts=accepts,
    describe=nilfs,
    advice="Mount with -o ro,norecovery and inspect the mount point.",
)
