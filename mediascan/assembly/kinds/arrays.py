"""Arrays of NumPy, numbered: `embeddings_0012.npy`, `part-000-00000.npz`."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import text
from mediascan.assembly.parts import shard


def of_finding(file: File, finding: Finding) -> list[Part]:
    shape = finding["facts"].get("shape")
    inner = shape[1:] if isinstance(shape, list) else ""
    return [shard(file, f"{finding['format']} {text(finding, 'dtype')} {inner}")]


KIND = ShardKind(
    id="arrays",
    title="Arrays of numbers (NumPy)",
    unit=("file", "files"),
    reference="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html",
    formats=frozenset({"npy", "npz"}),
    of_finding=of_finding,
)
