"""params.json of Llama, Mistral and DeepSeek as their makers give them out. A JSON object.

Meta's `dim, n_layers, n_heads, multiple_of, norm_eps, vocab_size`, Mistral's with `hidden_dim` and
`head_dim`, DeepSeek's own with `n_routed_experts`. Weights lie beside it as `consolidated.NN.pth`.
"""

from collections.abc import Mapping
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.architecture.parameters import count
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import ALL, size_facts
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"n_layers"',)
_LARGEST = 1 << 20  # width of a layer; above it stands nonsense
_WIDEST = 64
_TELLING = ("norm_eps", "multiple_of", "n_kv_heads", "hidden_dim", "head_dim", "rope_theta",
            "inter_dim", "moe", "ffn_dim_multiplier", "n_routed_experts")  # fmt: skip


def examine(window: Window) -> Finding | None:
    settings = read_settings(window)
    if settings is None:
        return None
    values = settings.values
    needed = [whole(values, key) for key in ("dim", "n_layers", "n_heads")]
    if None in needed or not any(key in values for key in _TELLING):
        return None
    facts = Facts()
    size_facts(values, facts)
    experts = part(values, "moe")
    if several := whole(experts, "num_experts"):
        facts["expert_count"] = several
        facts["experts_per_token"] = whole(experts, "num_experts_per_tok") or 0
    if inner := _inner(values):
        facts["intermediate_size"] = inner
        counted = count(_as_settings(values, inner))
        if counted:
            facts["config_parameter_count"] = counted.total
            if counted.active != counted.total:
                facts["active_parameter_count"] = counted.active
    if dtype := text(values, "dtype"):
        facts["dtype"] = dtype
    if more := plain(values, ALL):
        facts["metadata"] = more
    return describe("llama_params", window, settings, facts, _WORDS)


def _inner(values: Mapping[str, Any]) -> int:
    """Width of the feed-forward part; 0 where it is not told. Meta rounds 8/3 of the width."""
    if inner := whole(values, "hidden_dim"):  # Mistral's name
        return inner
    step = whole(values, "multiple_of")
    wider = values.get("ffn_dim_multiplier", 1)
    if not step or not isinstance(wider, (int, float)) or not 0 < wider < _WIDEST:
        return 0
    inner = int(wider * (8 * min(whole(values, "dim") or 0, _LARGEST) // 3))
    return -(-inner // step) * step


def _as_settings(values: Mapping[str, Any], inner: int) -> dict[str, Any]:
    """The same in the words of Hugging Face, as far as the formulas need them."""
    experts = part(values, "moe")
    settings = {
        "model_type": "mixtral" if experts else "llama",
        "hidden_size": values["dim"],
        "num_hidden_layers": values["n_layers"],
        "num_attention_heads": values["n_heads"],
        "num_key_value_heads": values.get("n_kv_heads"),
        "head_dim": values.get("head_dim"),
        "intermediate_size": inner,
        "vocab_size": whole(values, "vocab_size"),
        "tie_word_embeddings": values.get("tied_embeddings", False),
        "num_local_experts": experts.get("num_experts"),
        "num_experts_per_tok": experts.get("num_experts_per_tok"),
    }
    foreign = "n_routed_experts" in values  # DeepSeek's network is another one
    return {} if foreign else settings


FORMAT = Format(
    id="llama_params",
    title="Parameters of a Llama or Mistral checkpoint",
    kind=Kind.CONFIG,
    reference="https://github.com/meta-llama/llama-models",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
)
