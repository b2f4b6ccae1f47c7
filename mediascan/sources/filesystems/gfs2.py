"""GFS2, a file system of clusters. It is named and not listed."""

from mediascan.reading.volumes.superblocks import GFS2, GFS2_AT, gfs2
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[GFS2_AT : GFS2_AT + 8] == GFS2


PARSER = Parser(
    kind="gfs2",
    title="GFS2",
    reference="https://docs.kernel.org/filesystems/gfs2/index.html",
    accepts=accepts,
    describe=gfs2,
    advice="Mount with -o ro,spectator,lockproto=lock_nolock and inspect the mount point.",
)
