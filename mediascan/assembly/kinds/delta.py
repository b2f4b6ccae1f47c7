"""A Delta Lake table: Parquet files, and what was added and removed in `_delta_log/`."""

from mediascan.assembly.base import File, Finding, StoreKind
from mediascan.assembly.names import last, parent


def root(file: File, _finding: Finding) -> bytes | None:
    return parent(file.folder) if last(file.folder) == b"_delta_log" else None


KIND = StoreKind(
    id="delta",
    title="Delta Lake table",
    reference="https://github.com/delta-io/delta/blob/master/PROTOCOL.md",
    formats=frozenset({"delta_log"}),
    root=root,
)
