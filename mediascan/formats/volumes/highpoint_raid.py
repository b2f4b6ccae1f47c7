"""Member of a RAID of a HighPoint card: 37x, in sector 9, or 45x, in the eleventh from the end.

Magic, set, array, type, number of disks and of this one; only devices are looked at for it.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.card_raid import highpoint
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    read = highpoint(window)
    if read is None:
        return None
    at, found = read
    return finding_of(
        "highpoint_raid",
        found,
        (window.evidence(at, 64, "HighPoint header: magic, set, type, number"),),
    )


FORMAT = Format(
    id="highpoint_raid",
    title="Member of a HighPoint RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/stable/9/sys/dev/ata/ata-raid.h",
    examine=examine,
    whole=True,
)
