"""A Zarr store: folders of arrays, each with its metadata and chunks without a signature."""

from mediascan.assembly.base import File, Finding, StoreKind


def root(file: File, _finding: Finding) -> bytes | None:
    return file.folder


KIND = StoreKind(
    id="zarr",
    title="Zarr store",
    reference="https://zarr-specs.readthedocs.io/en/latest/specs.html",
    formats=frozenset({"zarr_v2", "zarr_v3"}),
    root=root,
)
