"""Dataset files of which nothing says that they belong together."""

from mediascan.assembly.base import ShardKind

KIND = ShardKind(
    id="single-files",
    title="Dataset files that stand alone",
    unit=("file", "files"),
    reference="https://arrow.apache.org/docs/python/dataset.html",
)
