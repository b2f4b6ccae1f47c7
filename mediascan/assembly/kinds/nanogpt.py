"""A corpus of nanoGPT: `meta.pkl`, the vocabulary, with headerless `train.bin` and `val.bin`."""

from mediascan.assembly.base import Basis, File, Finding, Part, Role, ShardKind, headerless

_NAMES = frozenset({b"train.bin", b"val.bin", b"test.bin"})


def of_finding(file: File, _finding: Finding) -> list[Part]:
    return [_part(file, Role.SHARD)]


def of_name(file: File) -> list[Part]:
    if file.name not in _NAMES or not headerless(file):
        return []
    return [_part(file, Role.COMPANION)]


def _part(file: File, role: Role) -> Part:
    return Part(file.folder + b"/", "nanogpt", role, Basis.ALIKE, series=b"meta.pkl", index=0)


KIND = ShardKind(
    id="nanogpt",
    title="Token ids of nanoGPT",
    unit=("vocabulary", "vocabularies"),
    reference="https://github.com/karpathy/nanoGPT/blob/master/data/shakespeare_char/prepare.py",
    formats=frozenset({"nanogpt_meta"}),
    of_finding=of_finding,
    suffixes=frozenset({b".bin"}),
    of_name=of_name,
)
