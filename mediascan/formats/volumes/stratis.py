"""Device of a Stratis pool.

A header in sector 1: CRC, magic, sectors, UUIDs of pool and device.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import STRATIS, STRATIS_AT, stratis
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(STRATIS, STRATIS_AT):
        return None
    found = stratis(window)
    return finding_of(
        "stratis",
        found,
        (window.evidence(STRATIS_AT, 64, "Stratis header: magic, sectors, UUID of the pool"),),
    )


FORMAT = Format(
    id="stratis",
    title="Device of a Stratis pool",
    kind=Kind.CONTAINER,
    reference="https://stratis-storage.github.io/StratisSoftwareDesign.pdf",
    examine=examine,
    signatures=(Signature(STRATIS, at=STRATIS_AT),),
    whole=True,
)
