"""`walk`: hops over the records of a RecordIO file.

Source: https://github.com/dmlc/dmlc-core/blob/main/include/dmlc/recordio.h
"""

from dataclasses import dataclass, field

from mediascan.reading.compression.inner_format import inner_format
from mediascan.reading.nature.ratio import Ratio
from mediascan.reading.window import PAGE, Window

HEADER = 24  # bytes that MXNet puts before a picture
_MAGIC = (0xCED7230A).to_bytes(4, "little")
_MOST = 50_000  # records that are counted; the rest is estimated
_LOOKED_AT = 16
_SOME = 512
_LABELS = 1024
_BETWEEN = 4096


@dataclass(slots=True)
class Walk:
    """What the records say; `at` is where the last whole one ends."""

    records: int = 0
    at: int = 0
    missing: int = 0
    damage: str = ""
    stopped: bool = False  # there are more than are counted
    kinds: set[str] = field(default_factory=set)
    sizes: Ratio = field(default_factory=Ratio)  # records in their bytes


def walk(window: Window) -> Walk | None:
    """The records; None where the first one is none."""
    found = Walk()
    far = open_parts = 0
    for number in range(_MOST):
        left = window.size - found.at - 8
        if left < 0:
            found.missing = -left if left > -8 else 0
            return found
        head = window.sparse(found.at, 8) if far > PAGE else window.read(found.at, 8)
        length = int.from_bytes(head[4:], "little")
        flag, length = length >> 29, length & 0x1FFFFFFF
        wanted = (2, 3) if open_parts else (0, 1)
        if head[:4] != _MAGIC or flag not in wanted:
            found.damage = f"no record at byte {found.at}"
            return found if number else None
        padded = -(-length // 4) * 4
        if padded > left:
            found.missing = padded - left
            return found
        if number < _LOOKED_AT and not flag:
            found.kinds.add(_kind(window, found.at + 8, length))
        open_parts = flag in (1, 2)
        found.records += not open_parts
        found.sizes.add(not open_parts, 8 + padded)
        found.at, far = found.at + 8 + padded, padded
        if not number % _BETWEEN:
            window.check_time()
    found.stopped = found.at < window.size
    return found


def _kind(window: Window, at: int, length: int) -> str:
    """What stands in a record, behind MXNet's header where there is one."""
    data = window.read(at, min(length, HEADER + _SOME))
    labels = int.from_bytes(data[:4], "little")
    skip = HEADER + 4 * labels if labels <= _LABELS else 0
    behind = inner_format(window.upto(at + skip, min(_SOME, max(0, length - skip))))
    return behind if behind not in ("unknown", "empty", "zeros") else inner_format(data)
