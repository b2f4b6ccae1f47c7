"""`Ratio`: how much a file holds of which only the first records were looked at, and how surely.

A ratio estimator: records of `size` units (bytes, or 1 where rows are counted) hold `amount` of
what is wanted; the whole file has a known size. Its standard error is that of the residuals from
the common ratio (W. G. Cochran, "Sampling Techniques", 3rd edition, 1977, equation 6.13). The
records stand at the start of the file and are no random sample, so that the interval is right as
far as the rest is like them; what is told says so.
"""

import math
from dataclasses import dataclass

_STANDARD_ERRORS = 2  # on each side: about 95 %
_EXACT = 1e-12  # share of a sum of squares that is rounding
_ROUNDING = 1e-3  # by which sums of floats may miss a whole number
_FEWEST = 8  # records, below which no interval is told but half and double


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the two numbers between which the truth is said to lie."""

    value: int
    low: int
    high: int

    def times(self, low: float, high: float) -> "Interval":
        """The same where each unit counts between `low` and `high`; in the middle by their root."""
        middle = math.sqrt(low * high)
        return Interval(
            round(self.value * middle),
            math.floor(self.low * low + _ROUNDING),
            math.ceil(self.high * high - _ROUNDING),
        )


@dataclass(slots=True)
class Ratio:
    """Running sums over the records looked at."""

    records: int = 0
    sizes: float = 0
    amounts: float = 0
    _amounts_squared: float = 0
    _products: float = 0
    _sizes_squared: float = 0

    def add(self, amount: float, size: float) -> None:
        self.records += 1
        self.sizes += size
        self.amounts += amount
        self._amounts_squared += amount * amount
        self._products += amount * size
        self._sizes_squared += size * size

    def over(self, total: "float | Interval") -> Interval | None:
        """The amount in `total` units; None where nothing was looked at.

        Where the total is an estimate itself, its bounds widen those of the answer.
        """
        if isinstance(total, Interval):
            parts = [self.over(one) for one in (total.value, total.low, total.high)]
            known = [one for one in parts if one is not None]
            return Interval(known[0].value, known[1].low, known[2].high) if known else None
        if not self.records or self.sizes <= 0:
            return None
        ratio = self.amounts / self.sizes
        amount = ratio * total
        if total <= self.sizes:
            whole = round(amount)
            return Interval(whole, whole, whole)
        if self.records < _FEWEST:
            return Interval(round(amount), math.floor(amount / 2), math.ceil(amount * 2))
        squares = self._amounts_squared - 2 * ratio * self._products
        residuals = max(0.0, squares + ratio * ratio * self._sizes_squared) / (self.records - 1)
        if residuals < self._sizes_squared * ratio * ratio * _EXACT:
            residuals = 0.0
        unseen = 1 - self.sizes / total
        mean = self.sizes / self.records
        error = _STANDARD_ERRORS * total / mean * math.sqrt(unseen * residuals / self.records)
        low = max(round(self.amounts), math.floor(amount - error + _ROUNDING))
        return Interval(
            round(amount), low, max(round(amount), math.ceil(amount + error - _ROUNDING))
        )


def scaled(size: int | Interval, part: float) -> float | Interval:
    """`size` in other units, of which one has `part`."""
    if isinstance(size, int):
        return size * part
    return Interval(round(size.value * part), int(size.low * part), math.ceil(size.high * part))
