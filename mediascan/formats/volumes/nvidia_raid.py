"""Member of a RAID of an NVIDIA chip (MediaShield).

The maker's name in the second last sector, a sum, level, number of disks and of this one.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.chip_raid import LAST_BUT_ONE, NVIDIA, nvidia
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(NVIDIA, LAST_BUT_ONE):
        return None
    found = nvidia(window)
    return finding_of(
        "nvidia_raid",
        found,
        (window.evidence(LAST_BUT_ONE, 64, "NVIDIA header: vendor, checksum, disk, array"),),
    )


FORMAT = Format(
    id="nvidia_raid",
    title="Member of an NVIDIA RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/main/sys/geom/raid/md_nvidia.c",
    examine=examine,
    signatures=(Signature(NVIDIA, at=LAST_BUT_ONE),),
    whole=True,
    weak=True,
)
