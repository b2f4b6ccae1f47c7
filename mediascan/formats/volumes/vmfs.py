"""Extent of VMFS, the file system of VMware's hosts: virtual machines, often over several drives.

A volume header at 1 MiB, which names the group of extents; the file system's own behind it. Only
devices are looked at for it.
"""

from mediascan.formats.base import Format
from mediascan.model.finding import Finding, Kind
from mediascan.reading.volumes.member import finding_of
from mediascan.reading.volumes.pools import vmfs
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    read = vmfs(window)
    if read is None:
        return None
    at, found = read
    return finding_of("vmfs", found, (window.evidence(at, 64, "VMFS header: magic, version"),))


FORMAT = Format(
    id="vmfs",
    title="Extent of VMFS (VMware)",
    kind=Kind.CONTAINER,
    reference="https://github.com/glandium/vmfs-tools/blob/master/libvmfs/vmfs_volume.h",
    examine=examine,
    whole=True,
)
