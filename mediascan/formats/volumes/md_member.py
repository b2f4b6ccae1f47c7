"""Member of a Linux software RAID (mdadm): superblock 0.90, 1.0, 1.1 or 1.2.

The level, how many members there are, which of them this is, and the UUID that all share. Those
whose superblock stands at the end are found on devices, and in files of a regular length.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.md import LITTLE, V1_1, V1_2, read_md
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window

_VERSION_1 = LITTLE + b"\1\0\0\0"


def examine(window: Window) -> Finding | None:
    read = read_md(window)
    if read is None:
        return None
    at, found = read
    evidence = (window.evidence(at, 64, "md superblock: magic, version, UUID, name"),)
    return finding_of("md_member", found, evidence)


FORMAT = Format(
    id="md_member",
    title="Member of a Linux software RAID",
    kind=Kind.CONTAINER,
    reference="https://raid.wiki.kernel.org/index.php/RAID_superblock_formats",
    examine=examine,
    signatures=(Signature(_VERSION_1, at=V1_1), Signature(_VERSION_1, at=V1_2)),
    whole=True,
)
