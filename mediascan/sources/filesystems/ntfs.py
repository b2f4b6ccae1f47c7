"""NTFS, the file system of Windows."""

from typing import Any

from mediascan.reading.volumes.boot_sectors import describe_ntfs, is_ntfs, ntfs_record
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.filesystems.tsk import SleuthKit


def open_ntfs(read_into: ReadInto, size: int) -> Any:
    system = SleuthKit(read_into, size, "NTFS")
    head = bytearray(512)
    read_into(memoryview(head), 0)
    record = ntfs_record(bytes(head))
    if record:
        system.keep_account(record)
    return system


PARSER = Parser(
    kind="ntfs",
    title="NTFS",
    reference="https://github.com/libyal/libfsntfs/blob/main/documentation/New%20Technologies%20File%20System%20(NTFS).asciidoc",
    accepts=is_ntfs,
    describe=describe_ntfs,
    open=open_ntfs,
    module="pytsk3",
    advice="Mount with ntfs-3g and -o ro,norecover.",
)
