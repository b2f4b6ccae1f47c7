"""FAT12, FAT16 and FAT32. Times are local to whoever wrote them."""

from typing import Any

from mediascan.reading.volumes.boot_sectors import describe_fat, is_fat
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.filesystems.tsk import SleuthKit


def open_fat(read_into: ReadInto, size: int) -> Any:
    return SleuthKit(read_into, size, "FAT_DETECT")


PARSER = Parser(
    kind="fat",
    title="FAT12, FAT16 or FAT32",
    reference="https://learn.microsoft.com/en-us/windows/win32/fileio/filesystem-functionality-comparison",
    accepts=is_fat,
    describe=describe_fat,
    open=open_fat,
    module="pytsk3",
    advice="Mount with -o ro.",
)
