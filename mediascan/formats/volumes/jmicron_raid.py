"""Member of a RAID of a JMicron chip.

Two letters in the last sector, a sum over 128 bytes, the ids of all disks.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.chip_raid import JMICRON, LAST, jmicron
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(JMICRON, LAST):
        return None
    found = jmicron(window)
    if found is None:
        return None
    return finding_of(
        "jmicron_raid",
        found,
        (window.evidence(LAST, 64, "JMicron header: signature, checksum, disk, name"),),
    )


FORMAT = Format(
    id="jmicron_raid",
    title="Member of a JMicron RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/main/sys/geom/raid/md_jmicron.c",
    examine=examine,
    signatures=(Signature(JMICRON, at=LAST),),
    whole=True,
    weak=True,
)
