"""With what probability a sample catches a change: the mathematics, and the words for it.

Of N pieces n are drawn, each set of n as likely as any other, and c of the N are changed. The
number of changed pieces in the sample is hypergeometric, so all are missed with probability

    C(N - c, n) / C(N, n)  =  product over i < c of (1 - n / (N - i))

(Feller, An Introduction to Probability Theory, volume 1, 3rd edition, II.6; n and c may change
places). Its logarithm is added up term by term with `log1p`. That is exact to some 1e-12 of the
result, where a difference of `lgamma` of a hundred million pieces keeps six digits.
"""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

LEAST = 1e-300  # smaller probabilities are given as this: a float ends at 1e-308
_DIGITS = 3  # shown
_EXACT = Context(
    prec=9
)  # digits taken from a float, so that its last bits do not turn 1 into 0.999


def missed(population: int, drawn: int, changed: int) -> float:
    """The probability that none of `changed` pieces is among the `drawn` of `population`.

    At least LEAST, unless it is impossible: then 0. It adds at most
    sqrt(700 * `population`) terms, 300,000 for a hundred million pieces.
    """
    if not 0 <= drawn <= population or not 0 <= changed <= population:
        raise ValueError("more pieces than there are")
    if drawn + changed > population:
        return 0.0
    few, many = sorted((drawn, changed))
    least = math.log(LEAST)
    total = 0.0
    for taken in range(few):
        total += math.log1p(-many / (population - taken))
        if total < least:
            return LEAST
    return math.exp(total)


def in_words(chance_of_missing: float) -> str:
    """As "would have been missed with ...", with numbers that never say more than there is."""
    if chance_of_missing <= 0:
        return "would have been caught for certain"
    if chance_of_missing < 0.5:
        most = _percent(chance_of_missing, ROUND_CEILING)
        return f"would have been missed with a probability of {most} % at most"
    least = _percent(1 - chance_of_missing, ROUND_FLOOR)
    return f"would have been caught with a probability of {least} % at least"


def _percent(chance: float, rounding: str) -> str:
    """`chance` in percent, three digits."""
    value = _EXACT.create_decimal_from_float(chance) * 100
    rounded = Context(prec=_DIGITS, rounding=rounding).plus(value).normalize()
    return f"{rounded:f}" if rounded == 0 or rounded >= Decimal("1e-6") else f"{rounded:e}"
