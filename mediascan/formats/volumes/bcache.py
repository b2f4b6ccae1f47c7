"""Device of bcache: a fast drive that caches a slow one, or the slow one.

A superblock at 4096; bcachefs has the same magic and another version.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.members import BCACHE, BCACHE_AT, bcache
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    if not window.has(BCACHE, BCACHE_AT):
        return None
    found = bcache(window)
    if found is None:
        return None
    evidence = window.evidence(4096, 64, "superblock of bcache")
    return finding_of("bcache", found, (evidence,))


FORMAT = Format(
    id="bcache",
    title="Device of a bcache set",
    kind=Kind.CONTAINER,
    reference="https://docs.kernel.org/admin-guide/bcache.html",
    examine=examine,
    signatures=(Signature(BCACHE, at=BCACHE_AT),),
    whole=True,
)
