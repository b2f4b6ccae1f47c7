"""Member of a RAID of an LSI MegaRAID card for IDE drives.

A signature in the last sector, 30 entries, number of the disk.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.card_raid import LSI, lsi
from mediascan.reading.volumes.chip_raid import LAST
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(LSI, LAST):
        return None
    found = lsi(window)
    return finding_of(
        "lsi_raid", found, (window.evidence(LAST, 64, "LSI header: signature, version, disks"),)
    )


FORMAT = Format(
    id="lsi_raid",
    title="Member of an LSI MegaRAID set",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/stable/9/sys/dev/ata/ata-raid.h",
    examine=examine,
    signatures=(Signature(LSI, at=LAST),),
    whole=True,
    weak=True,
)
