"""One of several devices of a btrfs: which, of how many, and the devices beside it.

A superblock at 64 KiB, of which only devices are looked at; one device alone is no member.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.btrfs import AT, MAGIC, MAGIC_AT, member
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(MAGIC, MAGIC_AT):
        return None
    found = member(window)
    if found is None:
        return None
    return finding_of(
        "btrfs_member", found, (window.evidence(AT, 256, "superblock of btrfs: UUID, devices"),)
    )


FORMAT = Format(
    id="btrfs_member",
    title="One of several devices of a btrfs",
    kind=Kind.CONTAINER,
    reference="https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html",
    examine=examine,
    whole=True,
)
