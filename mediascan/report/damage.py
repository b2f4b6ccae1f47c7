"""Where in a file the damage is: byte ranges, joined where they touch, of bounded number."""

from dataclasses import dataclass, field
from typing import Any

from mediascan.report.pieces import decimal

RANGES = 16  # listed a file, for a person to look at; all are counted


@dataclass(slots=True)
class Damage:
    """Ranges as (offset, length) in bytes, added in the order of their offsets."""

    ranges: list[tuple[int, int]] = field(default_factory=list)  # the first RANGES of them
    count: int = 0
    bytes: int = 0  # in all ranges
    _end: int = -1  # of the last range

    def add(self, offset: int, length: int) -> None:
        """Add a range that begins where the last one ends, or behind it."""
        if offset != self._end:
            self.count += 1
            if len(self.ranges) < RANGES:
                self.ranges.append((offset, length))
        elif self.count <= RANGES:
            start, before = self.ranges[-1]
            self.ranges[-1] = (start, before + length)
        self.bytes += length
        self._end = offset + length

    def words(self) -> str:
        """As "100 bytes at offset 0, 20 bytes at offset 300, and 4 more ranges"."""
        listed = [f"{length} bytes at offset {offset}" for offset, length in self.ranges]
        more = self.count - len(self.ranges)
        if more:
            listed.append(f"and {more} more {'range' if more == 1 else 'ranges'}")
        return ", ".join(listed)

    def as_data(self) -> dict[str, Any]:
        """The damage as JSON values; bytes are decimal text."""
        return {
            "ranges": [{"offset": str(at), "length": str(length)} for at, length in self.ranges],
            "rangeCount": self.count,
            "bytes": str(self.bytes),
        }


def damage_between(
    then: dict[str, Any], today: dict[str, Any], segment_bytes: int
) -> Damage | None:
    """The segments that differ between two rows of a file, and those that only one row has.

    None where one row has no segments. Raises `TamperedError` for a size that is no decimal text.
    """
    old, new = then.get("segments"), today.get("segments")
    if not (isinstance(old, list) and isinstance(new, list) and old and new and segment_bytes):
        return None
    size = max(decimal(then["size"]), decimal(today["size"]))
    damage = Damage()
    for number in range(max(len(old), len(new))):
        if old[number : number + 1] != new[number : number + 1]:
            offset = number * segment_bytes
            damage.add(offset, min(segment_bytes, size - offset))
    return damage
