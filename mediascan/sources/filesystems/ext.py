"""ext2, ext3 and ext4, the file systems of Linux."""

from typing import Any

from mediascan.reading.volumes.ext import describe, is_ext
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.filesystems.tsk import SleuthKit


def open_ext(read_into: ReadInto, size: int) -> Any:
    return SleuthKit(read_into, size, "EXT_DETECT")


PARSER = Parser(
    kind="ext",
    title="ext2, ext3 or ext4",
    reference="https://docs.kernel.org/filesystems/ext4/globals.html",
    accepts=is_ext,
    describe=describe,
    open=open_ext,
    module="pytsk3",
    advice="Mount with -o ro,noload: a plain -o ro replays the journal and changes the evidence.",
)
