"""VDO volume: blocks are compressed, and equal ones stored once.

A geometry block at 0: magic, header, nonce, UUID.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import VDO, vdo
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(VDO, 0):
        return None
    found = vdo(window)
    evidence = window.evidence(0, 64, "geometry block of VDO")
    return finding_of("vdo", found, (evidence,))


FORMAT = Format(
    id="vdo",
    title="VDO volume",
    kind=Kind.CONTAINER,
    reference="https://docs.kernel.org/admin-guide/device-mapper/vdo-design.html",
    examine=examine,
    signatures=(Signature(VDO),),
    whole=True,
)
