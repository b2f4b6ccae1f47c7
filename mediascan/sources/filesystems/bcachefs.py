"""bcachefs, copy-on-write, often over several devices. It is named and not listed."""

from mediascan.reading.volumes.superblocks import bcachefs, is_bcachefs
from mediascan.sources.filesystems.base import Parser

PARSER = Parser(
    kind="bcachefs",
    title="bcachefs",
    reference="https://bcachefs.org/bcachefs-principles-of-operation.pdf",
    accepts=is_bcachefs,
    describe=bcachefs,
    advice="Mount all its devices with -o ro,nochanges,norecovery and inspect the mount point.",
)
