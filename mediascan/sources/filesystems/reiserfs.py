"""ReiserFS, version 3. It is named and not listed."""

from mediascan.reading.volumes.superblocks import REISER, REISER_AT, reiserfs
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[REISER_AT:].startswith(REISER)


PARSER = Parser(
    kind="reiserfs",
    title="ReiserFS",
    reference="https://docs.kernel.org/6.11/filesystems/index.html",
    accepts=accepts,
    describe=reiserfs,
    advice="Mount with -o ro,nolog on a kernel before 6.13 and inspect the mount point.",
)
