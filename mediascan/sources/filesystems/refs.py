"""ReFS of Windows servers. It is named and not listed."""

from mediascan.reading.volumes.superblocks import REFS, refs
from mediascan.sources.filesystems.base import Parser


def accepts(head: bytes) -> bool:
    return head[:11] == REFS


PARSER = Parser(
    kind="refs",
    title="ReFS",
    reference="https://github.com/libyal/libfsrefs/blob/main/documentation/Resilient%20File%20System%20(ReFS).asciidoc",
    accepts=accepts,
    describe=refs,
    advice="Attach it write-blocked to a Windows Server and inspect it there: Linux has no driver.",
)
