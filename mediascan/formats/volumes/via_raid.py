"""Member of a RAID of a VIA chip.

Two bytes in the last sector, version, the ids of all disks, a sum of 8 bits.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.chip_raid import LAST, VIA, via
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(VIA, LAST):
        return None
    found = via(window)
    if found is None:
        return None
    return finding_of(
        "via_raid",
        found,
        (window.evidence(LAST, 51, "VIA header: signature, type, disks, checksum"),),
    )


FORMAT = Format(
    id="via_raid",
    title="Member of a VIA RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/stable/9/sys/dev/ata/ata-raid.h",
    examine=examine,
    signatures=(*(Signature(VIA + bytes([one]), at=LAST) for one in range(3)),),
    whole=True,
    weak=True,
)
