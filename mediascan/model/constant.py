"""What probes of a medium prove when each of them held nothing but one value.

n probes at independent uniform places, none of which held anything else: were a fraction p of the
medium something else, all of them would miss it with probability (1 - p)^n. So, at a confidence of
1 - miss, p is at most 1 - miss^(1/n).
"""

import math
from dataclasses import dataclass

MISS = 1e-6  # probability that the bound is wrong: one in a million


@dataclass(frozen=True, slots=True)
class Bound:
    """What is known: at most `fraction` of the medium is something else, unless by `miss`."""

    probes: int
    fraction: float
    miss: float
    values: tuple[int, ...]  # bytes that the probes held, each of them throughout

    def sentence(self) -> str:
        """The bound in words, for the report."""
        kept = " or ".join(f"0x{value:02x}" for value in self.values)
        return (
            f"Each of {self.probes} probes held {kept} and nothing else: at most"
            f" {_percent(self.fraction)} % of the medium is anything else, with a probability of"
            f" error of {self.miss:.0e}. A drive that was wiped, was never written or returns"
            " nothing for blocks given back (TRIM) looks the same."
        )


def bound_of(values: dict[int, int], others: int, miss: float = MISS) -> Bound | None:
    """The bound, where `values` counts probes that held one value throughout, by that value.

    None where `others`, probes that held anything else, are there, or no probe at all was made.
    """
    count = sum(values.values())
    if others or not count:
        return None
    return Bound(count, -math.expm1(math.log(miss) / count), miss, tuple(sorted(values)))


def constant(probe: bytes) -> int | None:
    """The value of all bytes of `probe`; None where they differ, or there are none."""
    return probe[0] if probe and probe.count(probe[0]) == len(probe) else None


def _percent(fraction: float) -> str:
    """Three digits that tell, rounded up: a bound must not become smaller."""
    percent = fraction * 100
    digits = max(0, 2 - math.floor(math.log10(percent)))
    return f"{math.ceil(percent * 10**digits) / 10**digits:.{digits}f}"
