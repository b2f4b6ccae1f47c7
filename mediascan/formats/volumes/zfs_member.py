"""Device of a ZFS pool: the pool's name and GUID, and the devices beside it.

A label of 256 KiB, in which pairs of names and values stand at 16 KiB.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.zfs import PAIRS_AT, START, START_BIG, read_zfs
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    read = read_zfs(window)
    if read is None:
        return None
    at, found = read
    return finding_of(
        "zfs_member", found, (window.evidence(at + PAIRS_AT, 64, "pairs of a ZFS label"),)
    )


FORMAT = Format(
    id="zfs_member",
    title="Device of a ZFS pool",
    kind=Kind.CONTAINER,
    reference="https://openzfs.github.io/openzfs-docs/Basic%20Concepts/index.html",
    examine=examine,
    signatures=(Signature(START, at=PAIRS_AT), Signature(START_BIG, at=PAIRS_AT)),
    whole=True,
)
