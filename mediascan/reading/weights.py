"""Weights that lie bare behind a short header: whether they look it, and whether all are there."""

from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind

_STEP = 4
_LOWEST, _HIGHEST = 127 - 40, 127 + 20  # exponents of float32 from 1e-12 to 1e6


def like_float32(data: bytes, share: float = 0.98) -> bool:
    """Whether nearly all of `data` are floats of the size that trained weights have.

    Random bytes pass in a quarter of the cases a number, whole numbers and texts in none. At least
    half of them must be other than zero, and not all alike.
    """
    count = len(data) // _STEP
    good = other = 0
    seen: set[int] = set()
    for at in range(0, count * _STEP, _STEP):
        bits = int.from_bytes(data[at : at + _STEP], "little")
        exponent = bits >> 23 & 0xFF
        zero = not bits & 0x7FFFFFFF
        good += zero or _LOWEST <= exponent <= _HIGHEST
        other += not zero
        if len(seen) < 8:
            seen.add(bits)
    return count >= 16 and good >= share * count and 2 * other >= count and len(seen) >= 8


def end_faults(behind: int, facts: Facts) -> tuple[Fault, ...]:
    """Say in `facts` and as a fault that `behind` bytes follow the weights, or lack where below 0.

    Empty where the file ends with its weights.
    """
    if behind < 0:
        facts["missing_bytes"] = -behind
        return (Fault(FaultKind.TRUNCATED, f"{-behind} bytes of weights are missing"),)
    if behind:
        facts["trailing_bytes"] = behind
        return (Fault(FaultKind.MALFORMED, f"{behind} bytes behind the weights"),)
    return ()
