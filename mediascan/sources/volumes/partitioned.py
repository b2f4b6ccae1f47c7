"""A partition table as a division: one volume a partition, cut where the medium ends."""

from mediascan.model.extent import Extent
from mediascan.reading.volumes.partitions import Table
from mediascan.sources.volumes.base import Division, Volume


def division_of(scheme: str, table: Table | None, size: int) -> Division | None:
    """`table` as a division of a medium of `size` bytes. Partitions wholly beyond it are faults."""
    if table is None:
        return None
    volumes = []
    for one in table.partitions:
        length = min(one.size, size - one.start)
        if length > 0:
            extents = (Extent(0, one.start, length),)
            name = f"p{one.number}".encode()
            volumes.append(Volume(name, length, extents, dict(one.facts)))
    return Division(scheme, tuple(volumes), table.facts, tuple(table.evidence), tuple(table.faults))
