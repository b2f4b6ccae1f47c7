"""HFS+ and HFSX, the file systems of Apple machines before APFS."""

from typing import Any

from mediascan.reading.volumes.hfsplus import describe, is_hfsplus
from mediascan.sources.filesystems.base import Parser, ReadInto
from mediascan.sources.filesystems.tsk import SleuthKit


def open_hfsplus(read_into: ReadInto, size: int) -> Any:
    return SleuthKit(read_into, size, "HFS")


PARSER = Parser(
    kind="hfsplus",
    title="HFS+",
    reference="https://developer.apple.com/library/archive/technotes/tn/tn1150.html",
    accepts=is_hfsplus,
    describe=describe,
    open=open_hfsplus,
    module="pytsk3",
    advice="Mount with -o ro.",
)
