"""What became of an entry between two inspections."""

from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """`SAME` is said of content that both reports have a strong digest of, and of nothing else."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"  # the same content at another path
    REMOVED = "removed"
    ADDED = "added"
    UNKNOWN = "unknown"  # one of the reports does not say


@dataclass(frozen=True, slots=True)
class Change:
    """One entry; `to` is the new path of what was moved, `words` say what differs."""

    what: What
    path: bytes
    words: str
    to: bytes | None = None
