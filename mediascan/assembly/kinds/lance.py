"""A Lance dataset: `_versions/N.manifest`, fragments in `data/`."""

from mediascan.assembly.base import File, Finding, StoreKind
from mediascan.assembly.names import last, parent


def root(file: File, _finding: Finding) -> bytes | None:
    return parent(file.folder) if last(file.folder) == b"_versions" else None


KIND = StoreKind(
    id="lance",
    title="Lance dataset",
    reference="https://lance.org/format/table/",
    formats=frozenset({"lance_manifest"}),
    root=root,
)
