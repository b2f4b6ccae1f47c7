"""The capacity on a drive's label against what it reports.

Less than the label says: a hidden area (HPA, DCO, AMAC, an unallocated NVMe namespace), which no
reader of the device sees. More: another drive's label, or a forged flash drive. Makers count in
powers of ten, and flash drives keep some of it back.
"""

import re
from typing import Any

from mediascan.model.display import show
from mediascan.model.errors import UsageError
from mediascan.model.finding import Fault, FaultKind

_SIZE = re.compile(
    r"\s*(\d{1,9})(?:[.,](\d{1,3}))?\s*([kMGTPE]?)(i?)B?\s*", re.ASCII | re.IGNORECASE
)
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5, "e": 6}
_TENS = (1, 10, 100, 1000)
_LESS, _MORE = 8, 2  # per cent: USB flash drives of "64 GB" have 58 to 62 GB


def label_bytes(typed: str) -> int:
    """The bytes that `typed`, as "80 TB" or "3.84TB" or "500 GiB", stands for.

    Raises `UsageError` for what is no size.
    """
    found = _SIZE.fullmatch(typed)
    if not found or not int(found[1] + (found[2] or "")):
        raise UsageError(f"{show(typed)} is no capacity: type it as on the label, as 80 TB.")
    base = 1024 if found[4] else 1000
    digits = found[2] or ""
    unit = int(base ** _POWERS[found[3].lower()])
    return int(found[1] + digits) * unit // _TENS[len(digits)]


def compare_label(typed: str, size: int) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """What to say of a drive of `size` bytes whose label says `typed`."""
    expected = label_bytes(typed)
    agrees = expected * (100 - _LESS) <= size * 100 <= expected * (100 + _MORE)
    facts = {
        "typed": show(typed.strip()),
        "labelBytes": str(expected),
        "reportedBytes": str(size),
        "agrees": agrees,
    }
    if agrees:
        return facts, ()
    why = (
        "a part of it may be hidden from every reader"
        if size < expected
        else "the label may be another drive's, or the drive forged"
    )
    message = f"the label says {show(typed.strip())} and the drive reports {size} bytes: {why}"
    return facts, (Fault(FaultKind.UNREADABLE, message),)
