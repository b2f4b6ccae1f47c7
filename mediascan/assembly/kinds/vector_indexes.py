"""Indexes over vectors, numbered: `knn_00.index`."""

from mediascan.assembly.base import ShardKind
from mediascan.assembly.facts import shape_print
from mediascan.assembly.parts import shards

KIND = ShardKind(
    id="vector-indexes",
    title="Indexes over vectors",
    unit=("file", "files"),
    reference="https://github.com/facebookresearch/faiss/wiki",
    formats=frozenset({"faiss", "hnswlib", "usearch"}),
    of_finding=shards(shape_print),
)
