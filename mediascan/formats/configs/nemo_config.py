"""model_config.yaml of NVIDIA NeMo: the network, its ranks and its data. YAML.

In a `.nemo` archive it stands beside the weights; in a run the same keys stand below `model`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.run_dialects import add_run
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    describe_yaml,
    read_yaml,
    sample,
    set_text,
    whole_text,
)
from mediascan.reading.window import Window

_WORDS = (
    b"\nnemo_version:",
    b"\ntarget: nemo.",
    b"\n_target_: nemo.",
    b"\ntensor_model_parallel_size:",
    b"\n  tensor_model_parallel_size:",
)
_KEYS = (frozenset(("target",)), frozenset(("nemo_version",)), frozenset(("model",)),
         frozenset(("tensor_model_parallel_size", "num_layers")))  # fmt: skip


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _KEYS)
    if found is None:
        return None
    values = found.values
    inner = {p.removeprefix("model."): v for p, v in values.items() if p.startswith("model.")}
    top = values if "nemo_version" in values or "target" in values or not inner else inner
    target = set_text(top, "target", "_target_")
    ranked = {"tensor_model_parallel_size", "num_layers", "hidden_size"} <= top.keys()
    if not (target.startswith("nemo.") or set_text(top, "nemo_version") or ranked):
        return None
    facts = Facts(framework="NeMo")
    if target:
        facts["architecture"] = target
    if version := set_text(top, "nemo_version"):
        facts["producer"] = f"NeMo {version}"
    _add_sizes(top, facts)
    add_run(values, facts)
    facts["metadata"] = sample(values)
    return describe_yaml("nemo_config", window, found, facts, _WORDS)


def _add_sizes(values: dict[str, str], facts: Facts) -> None:
    if (layers := whole_text(values, "num_layers", "encoder.n_layers")) is not None:
        facts["layer_count"] = layers
    if (hidden := whole_text(values, "hidden_size", "encoder.d_model")) is not None:
        facts["hidden_size"] = hidden
    if (inner := whole_text(values, "ffn_hidden_size")) is not None:
        facts["intermediate_size"] = inner
    if (heads := whole_text(values, "num_attention_heads", "encoder.n_heads")) is not None:
        facts["head_count"] = heads
    if (groups := whole_text(values, "num_query_groups")) is not None:
        facts["kv_head_count"] = groups
    names = ("max_position_embeddings", "encoder_seq_length")
    if (context := whole_text(values, *names)) is not None:
        facts["context_length"] = context


FORMAT = Format(
    id="nemo_config",
    title="NeMo model config",
    kind=Kind.CONFIG,
    reference="https://docs.nvidia.com/nemo-framework/user-guide/latest/nemotoolkit/core/core.html",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
