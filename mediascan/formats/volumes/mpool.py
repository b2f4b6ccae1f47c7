"""Drive of an mpool, storage of Micron's for key-value stores.

A superblock at 0: magic, name, UUID of the pool, CRC.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.pools import MPOOL, mpool
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(MPOOL, 0):
        return None
    found = mpool(window)
    return finding_of(
        "mpool", found, (window.evidence(0, 64, "superblock of mpool: magic, name, pool"),)
    )


FORMAT = Format(
    id="mpool",
    title="Drive of an mpool",
    kind=Kind.CONTAINER,
    reference="https://github.com/util-linux/util-linux/tree/master/libblkid/src/superblocks",
    examine=examine,
    signatures=(Signature(MPOOL),),
    whole=True,
)
