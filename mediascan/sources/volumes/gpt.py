"""The GUID partition table of UEFI machines."""

from mediascan.reading.volumes.gpt import read_gpt
from mediascan.reading.window import Window
from mediascan.sources.volumes.base import Division, Scheme
from mediascan.sources.volumes.partitioned import division_of


def divide(window: Window, sector: int) -> Division | None:
    return division_of("gpt", read_gpt(window, sector), window.size)


SCHEME = Scheme(
    scheme="gpt",
    title="GUID partition table",
    reference="https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html",
    divide=divide,
)
