"""WebDataset shards `shard-000123.tar`, and Energon's list of them."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import number, shape_print
from mediascan.assembly.names import parent
from mediascan.assembly.parts import index, listed, shards

_shard = shards(shape_print)


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] != "energon_info":
        return _shard(file, finding)
    facts = finding["facts"]
    samples = number(facts.get("sample_count"))
    root = File(b"", parent(file.folder), b"", 0, None, "")  # it lies in .nv-meta
    return index(
        root,
        listed(finding),
        number(facts.get("shard_count")) or 0,
        {} if samples is None else {"samples": samples},
    )


KIND = ShardKind(
    id="webdataset",
    title="WebDataset shards",
    unit=("shard", "shards"),
    reference="https://github.com/webdataset/webdataset",
    formats=frozenset({"webdataset", "energon_info"}),
    of_finding=of_finding,
)
