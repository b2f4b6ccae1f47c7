"""Tree of digests by which dm-verity guards another volume.

A superblock at 0: magic, version, UUID, algorithm, block sizes, blocks, salt.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.mapped import VERITY, dm_verity
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(VERITY, 0):
        return None
    found = dm_verity(window)
    if found is None:
        return None
    return finding_of("dm_verity", found, (window.evidence(0, 128, "superblock of dm-verity"),))


FORMAT = Format(
    id="dm_verity",
    title="dm-verity digests",
    kind=Kind.CONTAINER,
    reference="https://docs.kernel.org/admin-guide/device-mapper/verity.html",
    examine=examine,
    signatures=(Signature(VERITY),),
    whole=True,
)
