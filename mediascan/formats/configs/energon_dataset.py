"""dataset.yaml of Megatron-Energon, in `.nv-meta`: how samples are made of what the shards hold."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    describe_yaml,
    read_yaml,
    sample,
    set_text,
)
from mediascan.reading.window import Window

_WORDS = (b"\n__module__: megatron.energon", b"\nsample_type:")
_PACKAGE = "megatron.energon"


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, (frozenset(("__module__", "__class__")), frozenset(("sample_type",))))
    if found is None:
        return None
    module = set_text(found.values, "__module__")
    kind = set_text(found.values, "sample_type.__class__", "__class__")
    modules = (module, set_text(found.values, "sample_type.__module__"))
    if not kind or not any(one.startswith(_PACKAGE) for one in modules):
        return None
    facts = Facts(framework="Megatron-Energon", metadata=sample(found.values))
    fields = [path.partition(".")[2] for path in found.values if path.startswith("field_map.")]
    if fields:
        facts["columns"] = fields
    code = [
        value
        for path, value in found.values.items()
        if path.endswith(("sample_loader", "part_filter"))
    ]
    if code:
        facts["needs_code"] = code
    return describe_yaml("energon_dataset", window, found, facts, _WORDS)


FORMAT = Format(
    id="energon_dataset",
    title="Megatron-Energon description of a dataset",
    kind=Kind.CONFIG,
    reference="https://github.com/NVIDIA/Megatron-Energon/blob/develop/docs/source/basic/data_prep.md",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml",),
    words=_WORDS,
    weak=True,
)
