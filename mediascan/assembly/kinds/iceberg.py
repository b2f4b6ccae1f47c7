"""An Apache Iceberg table: `metadata/` beside `data/`."""

from mediascan.assembly.base import File, Finding, StoreKind
from mediascan.assembly.names import last, parent


def root(file: File, _finding: Finding) -> bytes | None:
    return parent(file.folder) if last(file.folder) == b"metadata" else None


KIND = StoreKind(
    id="iceberg",
    title="Apache Iceberg table",
    reference="https://iceberg.apache.org/spec/",
    formats=frozenset({"iceberg_metadata"}),
    root=root,
)
