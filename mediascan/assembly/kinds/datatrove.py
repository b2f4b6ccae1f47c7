"""Token ids of datatrove: `00000_x.ds`, which has no header, with `.index` and `.metadata`."""

from mediascan.assembly.base import Basis, File, Finding, Part, Role, ShardKind, headerless
from mediascan.assembly.facts import leading_number, metadata
from mediascan.assembly.names import numbered


def of_finding(file: File, finding: Finding) -> list[Part]:
    if finding["format"] == "datatrove_index":
        name, role = file.name.removesuffix(b".index"), Role.COMPANION
    else:
        name, role = file.name.removesuffix(b".metadata"), Role.SHARD
    partner = leading_number(metadata(finding, "bytes of the .ds"))
    return [_piece(file, name, role, partner if role is Role.SHARD else -1)]


def of_name(file: File) -> list[Part]:
    return [] if not headerless(file) else [_piece(file, file.name, Role.COMPANION, -1)]


def _piece(file: File, name: bytes, role: Role, partner: int) -> Part:
    found = numbered(name)
    return Part(
        file.folder + b"/" + (found.pattern if found else name),
        "datatrove",
        role,
        Basis.ALIKE,
        series=found.series if found else name,
        index=found.index if found else 0,
        partner=partner,
    )


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
