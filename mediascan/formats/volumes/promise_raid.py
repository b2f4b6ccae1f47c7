"""Member of a RAID of a Promise FastTrak card.

A signature at one of 13 places in the last 1.5 MiB, by the geometry of the drive: only devices
are looked at for it.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.card_raid import promise
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    read = promise(window)
    if read is None:
        return None
    at, found = read
    return finding_of("promise_raid", found, (window.evidence(at, 64, "Promise header"),))


FORMAT = Format(
    id="promise_raid",
    title="Member of a Promise RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/stable/9/sys/dev/ata/ata-raid.h",
    examine=examine,
    whole=True,
)
