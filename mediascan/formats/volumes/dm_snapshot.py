"""Changed blocks of a snapshot (device mapper, old LVM): the rest is on its origin.

A header at 0: magic, valid, version, sectors of a chunk.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.mapped import SNAPSHOT, dm_snapshot
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(SNAPSHOT, 0):
        return None
    found = dm_snapshot(window)
    if found is None:
        return None
    return finding_of("dm_snapshot", found, (window.evidence(0, 16, "header of a snapshot store"),))


FORMAT = Format(
    id="dm_snapshot",
    title="Snapshot store of device mapper",
    kind=Kind.CONTAINER,
    reference="https://docs.kernel.org/admin-guide/device-mapper/snapshot.html",
    examine=examine,
    signatures=(Signature(SNAPSHOT),),
    whole=True,
    weak=True,
)
