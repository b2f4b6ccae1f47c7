"""Member of a RAID of an Adaptec card (HostRAID): what it was told of the set is not described.

Two magic numbers in the last sector.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.card_raid import ADAPTEC, adaptec
from mediascan.reading.volumes.chip_raid import LAST
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(ADAPTEC, LAST):
        return None
    found = adaptec(window)
    if found is None:
        return None
    return finding_of("adaptec_raid", found, (window.evidence(LAST, 64, "Adaptec header"),))


FORMAT = Format(
    id="adaptec_raid",
    title="Member of an Adaptec RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/util-linux/util-linux/tree/master/libblkid/src/superblocks",
    examine=examine,
    signatures=(Signature(ADAPTEC, at=LAST),),
    whole=True,
    weak=True,
)
