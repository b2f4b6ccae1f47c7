"""The master boot record, as PCs had it before UEFI, and as most memory cards have it."""

from mediascan.reading.volumes.mbr import read_mbr
from mediascan.reading.window import Window
from mediascan.sources.volumes.base import Division, Scheme
from mediascan.sources.volumes.partitioned import division_of


def divide(window: Window, sector: int) -> Division | None:
    return division_of("mbr", read_mbr(window, sector), window.size)


SCHEME = Scheme(
    scheme="mbr",
    title="Master boot record",
    reference="https://learn.microsoft.com/en-us/windows-server/storage/disk-management/initialize-new-disks",
    divide=divide,
)
