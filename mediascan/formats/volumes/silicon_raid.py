"""Member of a RAID of a Silicon Image chip (Medley).

A sum over the last sector, a magic number at 96 of it; only devices are looked at for it.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.chip_raid import LAST, SILICON, SILICON_AT, silicon
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(SILICON, SILICON_AT):
        return None
    found = silicon(window)
    if found is None:
        return None
    return finding_of(
        "silicon_raid",
        found,
        (window.evidence(LAST + 0x104, 64, "Silicon Image header: version, time, number, type"),),
    )


FORMAT = Format(
    id="silicon_raid",
    title="Member of a Silicon Image RAID",
    kind=Kind.CONTAINER,
    reference="https://github.com/freebsd/freebsd-src/blob/main/sys/geom/raid/md_sii.c",
    examine=examine,
    whole=True,
)
