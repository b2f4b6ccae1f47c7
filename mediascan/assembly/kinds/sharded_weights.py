"""Weights in shards: `model-00001-of-00005.safetensors`, and the index that lists them."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import number
from mediascan.assembly.names import numbered
from mediascan.assembly.parts import index, listed, shard


def of_finding(file: File, finding: Finding) -> list[Part]:
    facts = finding["facts"]
    if finding["format"] == "hf_index":
        parameters = number(facts.get("parameter_count"))
        whole = {"parameters": parameters} if parameters else {}
        return index(file, listed(finding), number(facts.get("shard_count")) or 0, whole)
    found = numbered(file.name)
    return [shard(file, finding["format"], 1)] if found and found.count else []


KIND = ShardKind(
    id="sharded-weights",
    title="Model weights in shards",
    unit=("shard", "shards"),
    reference="https://huggingface.co/docs/transformers/big_models",
    formats=frozenset({"safetensors", "pytorch_zip", "pytorch_legacy", "flax_msgpack", "hf_index"}),
    of_finding=of_finding,
)
