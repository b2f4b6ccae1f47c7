"""MDS shards `shard.00000.mds` of MosaicML Streaming, and the index.json that lists them."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import amounts, number, schema_print
from mediascan.assembly.parts import index, listed, shards
from mediascan.assembly.tally import COUNTED

_shard = shards(schema_print, 0)


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] != "mds_index":
        return _shard(file, finding)
    exact, _ = amounts(finding)
    whole = {name: one for name, one in zip(COUNTED, exact, strict=True) if one is not None}
    return index(file, listed(finding), number(finding["facts"].get("shard_count")) or 0, whole)


KIND = ShardKind(
    id="mds",
    title="MosaicML Streaming dataset",
    unit=("shard", "shards"),
    reference="https://docs.mosaicml.com/projects/streaming/en/stable/preparing_datasets/dataset_format.html",
    formats=frozenset({"mds", "mds_index"}),
    of_finding=of_finding,
)
