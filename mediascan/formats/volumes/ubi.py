"""UBI, volumes on bare flash memory, as routers and cameras have it.

A header in each erase block: magic, counter, places, number of the image, CRC.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.pools import UBI, ubi
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(UBI, 0):
        return None
    found = ubi(window)
    if found is None:
        return None
    return finding_of("ubi", found, (window.evidence(0, 64, "header of the first erase block"),))


FORMAT = Format(
    id="ubi",
    title="UBI flash image",
    kind=Kind.CONTAINER,
    reference="https://www.linux-mtd.infradead.org/doc/ubidesign/ubidesign.pdf",
    examine=examine,
    signatures=(Signature(UBI),),
    whole=True,
    weak=True,
)
