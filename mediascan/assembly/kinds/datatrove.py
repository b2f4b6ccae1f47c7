"""Token ids of datatrove: `00000_x.ds`, which has no header, with `.index` and `.metadata`."""

from mediascan.assembly.base import File, Finding, Part, Role, ShardKind, headerless
from mediascan.assembly.facts import leading_number, metadata
from mediascan.assembly.parts import half


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] == "datatrove_index":
        name, role = file.name.removesuffix(b".index"), Role.COMPANION
    else:
        name, role = file.name.removesuffix(b".metadata"), Role.SHARD
    partner = leading_number(metadata(finding, "bytes of the .ds"))
    return [half(file, name, KIND.id, role, partner if role is Role.SHARD else -1)]


def of_name(file: File) -> list[Part]:
    return [] if not headerless(file) else [half(file, file.name, KIND.id, Role.COMPANION, -1)]


KIND = ShardKind(
    id="datatrove",
    title="Token ids of datatrove",
    unit=("set", "sets"),
    reference="https://github.com/huggingface/datatrove/blob/main/src/datatrove/pipeline/tokens/tokenizer.py",
    formats=frozenset({"datatrove_index", "datatrove_metadata"}),
    of_finding=of_finding,
    suffixes=frozenset({b".ds"}),
    of_name=of_name,
)
