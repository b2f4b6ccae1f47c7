"""`check_end`: whether a file ends where its header says."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind


def check_end(size: int, end: int, what: str, facts: Facts) -> tuple[Fault, ...]:
    """The fault of a file of `size` bytes whose `what` end at byte `end`; told in `facts` too."""
    if end > size:
        facts["missing_bytes"] = end - size
        return (Fault(FaultKind.TRUNCATED, f"{end - size} bytes of the {what} are missing"),)
    if end < size:
        facts["trailing_bytes"] = size - end
        return (Fault(FaultKind.MALFORMED, f"{size - end} bytes behind the {what}"),)
    return ()
