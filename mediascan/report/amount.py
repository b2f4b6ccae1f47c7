"""How much is to be drawn: "1%", "500" pieces, or "10GB"."""

import re
from dataclasses import dataclass
from fractions import Fraction

from mediascan.model.errors import UsageError

_FORM = re.compile(r"(\d{1,18}(?:\.\d{1,18})?) ?(%|[kMGTP]?B|[KMGTP]iB|)", re.ASCII)
_POWERS = " kMGTP"
_WORDS = "--sample takes a share (1%), a number of pieces (500) or bytes (10GB, 10GiB)."


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` in `unit`: "share" of the pieces, "pieces", or "bytes"."""

    value: Fraction
    unit: str

    def pieces(self, population: int, size: int) -> int:
        """Pieces to draw of `population`, which have `size` bytes together; at least one.

        A share and a number of bytes are rounded up. Bytes are those to be expected: pieces are
        drawn by their number, not by their size.
        """
        if self.unit == "share":
            wanted = self.value * population
        elif self.unit == "bytes":
            wanted = self.value * population / size if size else Fraction(population)
        else:
            wanted = self.value
        return min(population, max(1, -(-wanted.numerator // wanted.denominator)))


def amount(text: str) -> Amount:
    """The amount in `text`. Raises `UsageError` for what is none."""
    found = _FORM.fullmatch(text)
    if not found:
        raise UsageError(_WORDS)
    value, unit = Fraction(found[1]), found[2]
    if unit == "%":
        answer = Amount(value / 100, "share")
    elif unit:
        base, letter = (1024, unit[0]) if unit.endswith("iB") else (1000, unit[:-1] or " ")
        answer = Amount(value * base ** _POWERS.index(letter.replace("K", "k")), "bytes")
    else:
        answer = Amount(value, "pieces")
    too_much = answer.unit == "share" and value > 100
    if not value or too_much or (answer.unit == "pieces" and value.denominator > 1):
        raise UsageError(_WORDS)
    return answer
