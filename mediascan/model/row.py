"""File rows: columns on their way from a worker to the catalog, one row on its way out.

A worker makes 256 rows at a time. As 256 objects they would cost more to pickle than to hash, so
they travel as one tuple a column; findings and faults travel as canonical JSON in `detail`, which
is None for the many files that have none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One entry of the source. Digests are None where not every byte was read."""

    path: bytes
    kind: int  # EntryKind
    size: int  # bytes
    mtime_ns: int
    ctime_ns: int
    inode: int
    read: int  # bytes read of the content
    unread: int  # 1 when content is missing from the record: try again on resume
    blake3: bytes | None
    sha256: bytes | None
    content: str | None  # content class; None for what is no file
    magic: str | None  # libmagic's words, where it was asked
    target: bytes | None  # of a link
    detail: bytes | None  # canonical JSON object with findings, faults, holes


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows as columns: one tuple a field of `Row`, in its order; none at all for no rows."""

    columns: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[tuple[object, ...]]) -> "Columns":
        """The columns of rows whose values are in the order of `Row`."""
        return cls(tuple(zip(*rows, strict=True)))

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def rows(self) -> Iterator[tuple[object, ...]]:
        return zip(*self.columns, strict=True)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a worker says of one batch. `later` and `large` are to be asked again."""

    columns: Columns
    later: tuple[tuple[bytes, bytes], ...] = ()  # (folder, name)
    large: tuple[tuple[bytes, bytes], ...] = ()  # each a batch of its own
    file_count: int = 0
    finding_count: int = 0
    fault_count: int = 0
