"""A Deep Lake dataset: dataset_meta.json, and a folder of chunks for each tensor."""

from mediascan.assembly.base import File, Finding, StoreKind


def root(file: File, _finding: Finding) -> bytes | None:
    return file.folder


KIND = StoreKind(
    id="deep-lake",
    title="Deep Lake dataset",
    reference="https://docs.deeplake.ai/",
    formats=frozenset({"deeplake_meta"}),
    root=root,
)
