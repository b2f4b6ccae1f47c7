"""Arrow tables of Hugging Face datasets: `data-00000-of-00012.arrow` beside `state.json`."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import number
from mediascan.assembly.parts import index, listed, tables


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] != "hf_dataset_info":
        return tables(file, finding)
    return index(file, listed(finding), number(finding["facts"].get("shard_count")) or 0)


KIND = ShardKind(
    id="arrow-tables",
    title="Arrow tables (Hugging Face datasets)",
    unit=("shard", "shards"),
    reference="https://huggingface.co/docs/datasets/package_reference/main_classes",
    formats=frozenset({"arrow_stream", "arrow_file", "hf_dataset_info"}),
    of_finding=of_finding,
)
