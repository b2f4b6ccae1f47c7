"""What is not as a report has it."""

from dataclasses import dataclass

from mediascan.report.damage import Damage


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry that is not as the report has it. `what` is "changed", "missing" or "added".

    `damage` is where in the file, if that is known.
    """

    path: bytes
    what: str
    words: str
    damage: Damage | None = None
