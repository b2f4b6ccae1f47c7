"""Drive of Storage Spaces, the pools of Windows.

A header at the start of its partition: GUIDs of the pool and of the drive.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.pools import SPACES, storage_spaces
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(SPACES, 0):
        return None
    found = storage_spaces(window)
    if found is None:
        return None
    return finding_of(
        "storage_spaces", found, (window.evidence(0, 64, "SPACEDB header: pool, drive"),)
    )


FORMAT = Format(
    id="storage_spaces",
    title="Drive of a Storage Spaces pool",
    kind=Kind.CONTAINER,
    reference="https://github.com/gus33000/StorageSpace",
    examine=examine,
    signatures=(Signature(SPACES),),
    whole=True,
)
