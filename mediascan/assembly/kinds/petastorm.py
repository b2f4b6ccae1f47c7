"""A Petastorm dataset: Parquet files of one folder, one of which has the schema as a pickle."""

from mediascan.assembly.base import File, Finding, StoreKind


def root(file: File, _finding: Finding) -> bytes | None:
    return file.folder


KIND = StoreKind(
    id="petastorm",
    title="Petastorm dataset",
    reference="https://petastorm.readthedocs.io/en/latest/",
    formats=frozenset({"petastorm"}),
    root=root,
)
