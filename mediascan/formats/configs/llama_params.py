"""params.json of Llama, Mistral and DeepSeek as their makers give them out. A JSON object.

Meta's `dim, n_layers, n_heads, multiple_of, norm_eps, vocab_size`, Mistral's with `hidden_dim` and
`head_dim`, DeepSeek's own with `n_routed_experts`. Weights lie beside it as `consolidated.NN.pth`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.json_object import STARTS, read_settings
from mediascan.reading.settings.model_sizes import ALL, size_facts
from mediascan.reading.settings.say import describe
from mediascan.reading.settings.values import part, plain, text, whole
from mediascan.reading.window import Window

_WORDS = (b'"n_layers"',)
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
    if count := whole(experts, "num_experts"):
        facts["expert_count"] = count
        facts["experts_per_token"] = whole(experts, "num_experts_per_tok") or 0
    if (inner := whole(values, "hidden_dim")) is not None:  # Mistral's name
        facts["intermediate_size"] = inner
    if dtype := text(values, "dtype"):
        facts["dtype"] = dtype
    if more := plain(values, ALL):
        facts["metadata"] = more
    return describe("llama_params", window, settings, facts, _WORDS)


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
