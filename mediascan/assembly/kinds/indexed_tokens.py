"""Token ids with an index: `x.idx` of Megatron-LM or fairseq, and the headerless `x.bin`."""

from mediascan.assembly.base import File, Finding, Part, Role, ShardKind, headerless
from mediascan.assembly.facts import leading_number, metadata
from mediascan.assembly.parts import half

_PRINT = "indexed tokens"
_OTHERS = frozenset({b"train.bin", b"val.bin", b"test.bin"})  # of `nanogpt`


def of_finding(file: File, finding: Finding) -> list[Part]:
    return [
        half(
            file,
            file.name[:-4],
            _PRINT,
            Role.SHARD,
            leading_number(metadata(finding, "bytes of the .bin")),
        )
    ]


def of_name(file: File) -> list[Part]:
    if file.name in _OTHERS or not headerless(file):
        return []
    return [half(file, file.name[:-4], _PRINT, Role.COMPANION, -1)]


KIND = ShardKind(
    id="indexed-tokens",
    title="Indexed token ids (Megatron-LM, fairseq)",
    unit=("pair", "pairs"),
    reference="https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/datasets/indexed_dataset.py",
    formats=frozenset({"megatron_index", "fairseq_index"}),
    of_finding=of_finding,
    suffixes=frozenset({b".bin"}),
    of_name=of_name,
)
