"""Token ids of llm.c, numbered: `fineweb_train_000001.bin`."""

from mediascan.assembly.base import File, Finding, Part, ShardKind
from mediascan.assembly.facts import text
from mediascan.assembly.parts import shard


def of_finding(file: File, finding: Finding) -> list[Part]:
    return [shard(file, f"{finding['format']} {text(finding, 'tokenizer')}")]


KIND = ShardKind(
    id="token-files",
    title="Files of token ids",
    unit=("file", "files"),
    reference="https://github.com/karpathy/llm.c/blob/master/dev/data/data_common.py",
    formats=frozenset({"llmc_tokens"}),
    of_finding=of_finding,
    rank=-1,
)
