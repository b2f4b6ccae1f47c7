"""exFAT, as on memory cards and large sticks."""

from typing import Any

from mediascan.reading.volumes.boot_sectors import describe_exfat, is_exfat
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.filesystems.tsk import SleuthKit


def open_exfat(read_into: ReadInto, size: int) -> Any:
    return SleuthKit(read_into, size, "EXFAT")


PARSER = Parser(
    kind="exfat",
    title="exFAT",
    reference="https://learn.microsoft.com/en-us/windows/win32/fileio/exfat-specification",
    accepts=is_exfat,
    describe=describe_exfat,
    open=open_exfat,
    module="pytsk3",
    advice="Mount with -o ro.",
)
