"""LitData chunks `chunk-0-12.bin`, and the index.json that lists them."""

from mediascan.assembly.base import File, Finding, Part, ShardKind, headerless
from mediascan.assembly.facts import amounts, number
from mediascan.assembly.parts import index, listed, shard
from mediascan.assembly.tally import COUNTED


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] != "litdata_index":
        return [shard(file, "litdata", 0)]
    exact, _ = amounts(finding)
    whole = {name: one for name, one in zip(COUNTED, exact, strict=True) if one is not None}
    return index(file, listed(finding), number(finding["facts"].get("shard_count")) or 0, whole)


def of_name(file: File) -> list[Part]:
    """A chunk of plain token ids has no header: only its name says what it is."""
    if not file.name.startswith(b"chunk-") or not headerless(file):
        return []
    return [shard(file, "litdata", 0)]


KIND = ShardKind(
    id="litdata",
    title="LitData dataset",
    unit=("chunk", "chunks"),
    reference="https://github.com/Lightning-AI/litData",
    formats=frozenset({"litdata", "litdata_index"}),
    of_finding=of_finding,
    suffixes=frozenset({b".bin"}),
    of_name=of_name,
    rank=-1,
)
