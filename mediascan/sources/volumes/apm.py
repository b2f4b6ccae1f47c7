"""The partition map of older Apple machines, and of hybrid discs."""

from mediascan.reading.volumes.apm import read_apm
from mediascan.reading.window import Window
from mediascan.sources.volumes.base import Division, Scheme
from mediascan.sources.volumes.partitioned import division_of


def divide(window: Window, _sector: int) -> Division | None:
    return division_of("apm", read_apm(window), window.size)


SCHEME = Scheme(
    scheme="apm",
    title="Apple partition map",
    reference="https://developer.apple.com/library/archive/documentation/mac/pdf/Devices/SCSI_Manager.pdf",
    divide=divide,
)
