"""The words that an inspection ends with."""

from dataclasses import dataclass
from enum import IntEnum


class Outcome(IntEnum):
    """By weight: the heaviest rule that hits decides."""

    CLEAR = 0  # all of it was read and recognised, and nothing is of interest
    INCONCLUSIVE = 1  # something was not read or not looked into, or is not known
    REFER = 2  # a specialist should look
    HOLD = 3  # keep it here


EXAMPLES = 5  # names shown a rule; the manifest has them all


@dataclass(frozen=True, slots=True)
class Total:
    """Entries of one sort over a whole inspection, with the first names of them."""

    count: int
    bytes: int
    examples: tuple[dict[str, str], ...] = ()
    members: int = 0  # of containers, besides the entries; their bytes are none of the medium's
    member_bytes: int = 0


SENTENCES = {
    Outcome.CLEAR: "Every file was read and its kind is known; nothing of interest was found.",
    Outcome.INCONCLUSIVE: "Nothing of interest was found in what was read and looked into, "
    "but not everything was.",
    Outcome.REFER: "Content was found that a specialist should look at.",
    Outcome.HOLD: "Content was found for which the rules say: hold the exhibit.",
}
EXIT_CODES = {Outcome.CLEAR: 0, Outcome.REFER: 10, Outcome.INCONCLUSIVE: 11, Outcome.HOLD: 12}
