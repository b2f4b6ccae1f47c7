"""Device of dm-integrity: sums stand between the sectors of its content.

A superblock at 0: magic, version, sizes of sums and journal.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.mapped import INTEGRITY, dm_integrity
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(INTEGRITY, 0):
        return None
    found = dm_integrity(window)
    if found is None:
        return None
    return finding_of(
        "dm_integrity", found, (window.evidence(0, 64, "superblock of dm-integrity"),)
    )


FORMAT = Format(
    id="dm_integrity",
    title="dm-integrity device",
    kind=Kind.CONTAINER,
    reference="https://docs.kernel.org/admin-guide/device-mapper/dm-integrity.html",
    examine=examine,
    signatures=(Signature(INTEGRITY),),
    whole=True,
)
