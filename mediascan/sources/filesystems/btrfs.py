"""btrfs, copy-on-write, often over several devices. It is named and not listed."""

from mediascan.reading.volumes.btrfs import describe, is_btrfs
from mediascan.sources.filesystems.base import Parser

PARSER = Parser(
    kind="btrfs",
    title="btrfs",
    reference="https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html",
    accepts=is_btrfs,
    describe=describe,
    advice="Mount it with all its devices and -o ro,rescue=nologreplay, and inspect the mount"
    " point: a plain -o ro replays the log and changes the evidence.",
)
