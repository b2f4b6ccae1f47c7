"""Collections in the statement: the largest one by one, the rest by their numbers."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from mediascan.report.names import named

LISTED = 100  # collections told one by one


@dataclass(slots=True)
class CollectionTable:
    """Takes collections in any order; what it keeps does not depend on it."""

    total: int = 0
    members: int = 0
    size: int = 0
    _kept: list[tuple[int, "_Backwards", dict[str, Any]]] = field(default_factory=list)

    def add(self, size: int, members: int, order: tuple[bytes, ...], data: dict[str, Any]) -> None:
        """Count a collection of `size` bytes; of equal sizes the first by `order` is kept.

        Two may be alike in that as well: then what is told of them decides.
        """
        self.total += 1
        self.members += members
        self.size += size
        told = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
        entry = (size, _Backwards((*order, told)), data)
        if len(self._kept) < LISTED:
            heapq.heappush(self._kept, entry)
        else:
            heapq.heappushpop(self._kept, entry)

    def data(self) -> dict[str, Any]:
        """The part of the predicate."""
        ranked = sorted(self._kept, key=lambda one: one[:2], reverse=True)
        listed = [data for _, _, data in ranked]
        return {
            "total": self.total,
            "listed": listed,
            "others": {
                "collections": self.total - len(listed),
                "members": self.members - sum(one["members"] for one in listed),
                "bytes": str(self.size - sum(int(one["bytes"]) for one in listed)),
            },
        }


def collection_data(
    data: dict[str, Any],
    places: Iterable[bytes],
    evidence: Iterable[tuple[bytes, dict[str, str]]],
    conflicts: Iterable[tuple[int, bytes, bytes]],
) -> dict[str, Any]:
    """`data` with the names of places and files as the report spells them."""
    made = dict(data)
    made["places"] = [named(one or b".") for one in places]
    if some := [{**named(path), **told} for path, told in evidence]:
        made["evidence"] = some
    if clashes := [
        {"number": number, "files": [named(one), named(other)]} for number, one, other in conflicts
    ]:
        made["conflicting"] = clashes
    return made


@dataclass(frozen=True, slots=True)
class _Backwards:
    """Compares the other way round: of equal sizes the first name is the greatest."""

    names: tuple[bytes, ...]

    def __lt__(self, other: "_Backwards") -> bool:
        return self.names > other.names
