"""What every format of pictures, films and sound tells in the same way."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Evidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window


def media(
    window: Window, format_id: str, facts: Facts, evidence: Evidence, end: int | None = None
) -> Finding:
    """The finding; `end` is where the format ends by its own fields, None where they do not say."""
    sure, faults = Confidence.PARSED, tuple[Fault, ...]()
    if end == window.size:
        sure = Confidence.CONSISTENT
    elif end is not None and end > window.size:
        facts["missing_bytes"] = missing = end - window.size
        faults = (Fault(FaultKind.TRUNCATED, f"cut off: at least {missing} bytes are missing"),)
    elif end is not None:
        facts["trailing_bytes"] = window.size - end
    return Finding(format_id, Kind.MEDIA, sure, facts, (evidence,), faults)


def milliseconds(count: int, rate: int) -> int:
    """How long `count` units at `rate` a second last; 0 where the rate is not told."""
    return count * 1000 // rate if rate > 0 else 0
