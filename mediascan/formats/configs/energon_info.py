""".info.json or .info.yaml of Megatron-Energon, in `.nv-meta`: how many samples each shard has."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, text
from mediascan.reading.settings.yaml_settings import describe_yaml, read_yaml, set_text
from mediascan.reading.window import Window

_KEY = "shard_counts"
_WORDS = (b'"shard_counts"', b"\nshard_counts:")
_MOST = 8000  # values that lines of YAML are read for


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is not None:
        counts = part(settings.values, _KEY)
        if not counts or not all(_is_count(one) for one in counts.values()):
            return None
        facts = _facts(counts, text(settings.values, "energon_version"))
        settings.values.pop(_KEY)
        return describe("energon_info", window, settings, facts, _WORDS)
    found = read_yaml(window, (frozenset((_KEY,)),))
    if found is None:
        return None
    start = f"{_KEY}."
    shards = {
        path.removeprefix(start): int(value)
        for path, value in found.values.items()
        if path.startswith(start) and value.isascii() and value.isdigit() and len(value) < 16
    }
    if not shards or len(shards) + 2 < len(found.values):
        return None
    facts = _facts(shards, set_text(found.values, "energon_version"))
    if found.cut or len(shards) >= _MOST:
        facts["estimated_sample_count"] = facts.pop("sample_count")
        facts["metadata"] = {"estimated from": f"the first {len(shards)} shards: a lower bound"}
    found.values.clear()
    return describe_yaml("energon_info", window, found, facts, _WORDS)


def _is_count(one: object) -> bool:
    return isinstance(one, int) and not isinstance(one, bool) and one >= 0


def _facts(counts: dict[str, int], version: str) -> Facts:
    facts = Facts(
        framework="Megatron-Energon",
        sample_count=sum(counts.values()),
        shard_count=len(counts),
        shard_files=list(counts)[:LIST_LENGTH],
    )
    if version:
        facts["version"] = version
    return facts


FORMAT = Format(
    id="energon_info",
    title="Megatron-Energon counts of samples",
    kind=Kind.CONFIG,
    reference="https://github.com/NVIDIA/Megatron-Energon/blob/develop/src/megatron/energon/flavors/webdataset/structs.py",
    examine=examine,
    signatures=(
        *map(Signature, STARTS),
        Signature(b"shard_counts:"),
        Signature(b"energon_version:"),
    ),
    suffixes=(".json", ".yaml"),
    words=_WORDS,
    weak=True,
)
