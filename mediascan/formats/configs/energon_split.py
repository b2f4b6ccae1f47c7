"""split.yaml of Megatron-Energon, in `.nv-meta`: which shards are for training, which for tests."""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.yaml_settings import describe_yaml, read_yaml
from mediascan.reading.window import Window

_KEY = "split_parts"
_WORDS = (b"\nsplit_parts:",)
_RANGE = re.compile(r"\{(\d{1,9})\.\.(\d{1,9})\}", re.ASCII)  # `{0..7}`: eight names in one


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, (frozenset((_KEY,)),))
    if found is None:
        return None
    shards: dict[str, int] = {}
    names: list[str] = []
    for path, value in found.values.items():
        _, dot, part = path.partition(f"{_KEY}.")
        part = part.rpartition(".")[0] or part
        if dot and value not in ("[]", "{}", ""):
            shards[part] = shards.get(part, 0) + _names(value)
            names.append(value)
    if not shards:
        return None
    facts = Facts(
        framework="Megatron-Energon",
        shard_count=sum(shards.values()),
        shard_files=names[:LIST_LENGTH],
        metadata={f"shards of {part}": str(count) for part, count in shards.items()},
    )
    return describe_yaml("energon_split", window, found, facts, _WORDS)


def _names(value: str) -> int:
    """How many names the braces in `value` stand for."""
    count = 1
    for first, last in _RANGE.findall(value):
        count *= max(0, int(last) - int(first)) + 1
    return min(count, 10**9)


FORMAT = Format(
    id="energon_split",
    title="Megatron-Energon division of shards",
    kind=Kind.CONFIG,
    reference="https://github.com/NVIDIA/Megatron-Energon/blob/develop/docs/source/basic/data_prep.md",
    examine=examine,
    signatures=(Signature(b"exclude:"), Signature(b"split_parts:"), Signature(b"#")),
    suffixes=(".yaml",),
    words=_WORDS,
    weak=True,
)
