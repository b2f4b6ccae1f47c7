"""What every partition table comes to: ranges of a medium, and what is odd about them."""

from dataclasses import dataclass, field
from typing import Any

from mediascan.model.finding import Evidence, Fault, FaultKind

FAULTS = 32  # told of one table: it is read by people
GAPS = 64  # told of one table


@dataclass(frozen=True, slots=True)
class Partition:
    """One entry of a table. `start` and `size` are bytes."""

    number: int  # as the system that uses it counts, from 1
    start: int
    size: int
    facts: dict[str, Any]

    @property
    def end(self) -> int:
        return self.start + self.size


@dataclass(slots=True)
class Table:
    """One partition table."""

    sector: int  # bytes of a sector, as it was read with
    partitions: list[Partition] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, text: str, kind: FaultKind = FaultKind.MALFORMED) -> None:
        """One more fault, as long as there are few."""
        if len(self.faults) < FAULTS:
            self.faults.append(Fault(kind, text))


def look_over(table: Table, size: int, first: int) -> None:
    """Put overlaps, partitions beyond the end and gaps into `table`, on a medium of `size` bytes.

    The bytes before `first` belong to the table itself.
    """
    reached, last = first, 0
    gaps: list[dict[str, int]] = []
    for one in sorted(table.partitions, key=lambda one: (one.start, one.end)):
        if one.end > size:
            text = f"partition {one.number} ends at {one.end}, the medium at {size}"
            table.wrong(text, FaultKind.TRUNCATED)
        if one.start < reached and last:
            table.wrong(f"partition {one.number} overlaps partition {last}")
        elif one.start > reached:
            gaps.append({"offset": reached, "bytes": min(one.start, size) - reached})
        if one.end > reached:
            reached, last = one.end, one.number
    if reached < size:
        gaps.append({"offset": reached, "bytes": size - reached})
    gaps = [gap for gap in gaps if gap["bytes"] > 0]
    table.facts["partitions"] = len(table.partitions)
    table.facts["unpartitionedBytes"] = sum(gap["bytes"] for gap in gaps)
    table.facts["gaps"] = gaps[:GAPS]
