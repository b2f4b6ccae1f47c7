"""`end_faults`: what is wrong with the end of a gzip file whose start was decompressed."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind
from mediascan.reading.compression.inflate import Inflated
from mediascan.reading.window import Window

_LOOKED_AT = 1 << 16  # bytes behind the end that may all be padding


def end_faults(window: Window, stream: Inflated, asked: int, facts: Facts) -> list[Fault]:
    """The faults of `stream`, of which `asked` bytes were asked for."""
    if stream.damage:
        text = f"damaged after at least {len(stream.data)} decompressed bytes: {stream.damage}"
        return [Fault(FaultKind.MALFORMED, text)]
    if len(stream.data) >= asked:
        return []  # the end was not looked at
    behind = window.size - stream.used
    if not behind and not stream.ended:
        text = "the compressed data does not end with the file: cut off, or damaged"
        return [Fault(FaultKind.TRUNCATED, text)]
    some = window.upto(stream.used, _LOOKED_AT)
    if not behind or behind == len(some) == some.count(0):
        return []
    facts["trailing_bytes"] = behind
    return [Fault(FaultKind.MALFORMED, f"{behind} bytes behind the last gzip member")]
