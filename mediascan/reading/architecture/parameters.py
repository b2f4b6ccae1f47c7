"""How many parameters a network has by its settings: formulas of the families of language models.

Each was compared with the network that Hugging Face transformers builds from the same settings.
What a tensor shares with another counts once. Layers for predicting several tokens at once, which
only some programs load (DeepSeek's 61st), are left out, as in the numbers that are published.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mediascan.reading.architecture.formulas import FORMULAS
from mediascan.reading.architecture.sizes import Count, Sizes, UnknownSizeError


@dataclass(frozen=True, slots=True)
class Decoder:
    """In what a family of decoders differs from Llama."""

    gated: bool = True  # three matrices in the feed-forward part, not two
    norm: int = 1  # numbers for each hidden value in a norm: 2 with a bias
    norms: int = 2  # in a layer
    final_norm: bool = True
    qkv_bias: bool = False
    out_bias: bool = False
    mlp_bias: bool = False
    head_bias: bool = False
    tied: bool = False  # the output shares the embedding, unless the settings say otherwise
    head_norms: int = 0  # norms over one head's values
    wide_head_norms: bool = False  # over all heads' values
    positions: int = 0  # more rows in a table of positions, of which -1 means none
    position_names: tuple[str, ...] = ()  # settings that say its rows
    one_kv: bool = False  # Falcon's first: one key for all heads, unless told otherwise
    experts: bool = False


_LAYER_NORM = Decoder(gated=False, norm=2, qkv_bias=True, out_bias=True, mlp_bias=True, tied=True)
_LLAMA = Decoder()
_GPT2 = Decoder(
    gated=False, norm=2, qkv_bias=True, out_bias=True, mlp_bias=True, tied=True,
    position_names=("n_positions", "max_position_embeddings"),
)  # fmt: skip
DECODERS = {
    "llama": _LLAMA,
    "mistral": _LLAMA,
    "granite": _LLAMA,
    "mixtral": Decoder(experts=True),
    "qwen2": Decoder(qkv_bias=True),
    "qwen2_moe": Decoder(qkv_bias=True, experts=True),
    "qwen3": Decoder(head_norms=2),
    "qwen3_moe": Decoder(head_norms=2, experts=True),
    "gemma": Decoder(tied=True),
    "gemma2": Decoder(norms=4, tied=True),
    "gemma3_text": Decoder(norms=4, tied=True, head_norms=2),
    "olmo": Decoder(norms=0, final_norm=False),
    "olmo2": Decoder(wide_head_norms=True),
    "olmoe": Decoder(wide_head_norms=True, experts=True),
    "phi3": _LLAMA,
    "phi": Decoder(
        gated=False, norm=2, norms=1, qkv_bias=True, out_bias=True, mlp_bias=True, head_bias=True
    ),
    "stablelm": Decoder(norm=2),
    "starcoder2": Decoder(
        gated=False, norm=2, qkv_bias=True, out_bias=True, mlp_bias=True, tied=True
    ),
    "cohere": Decoder(norms=1, tied=True),
    "gpt2": _GPT2,
    "gpt_bigcode": _GPT2,
    "gpt_neox": Decoder(gated=False, norm=2, qkv_bias=True, out_bias=True, mlp_bias=True),
    "gptj": Decoder(gated=False, norm=2, norms=1, mlp_bias=True, head_bias=True),
    "opt": Decoder(
        gated=False, norm=2, qkv_bias=True, out_bias=True, mlp_bias=True, tied=True,
        position_names=("max_position_embeddings",), positions=2,
    ),
    "bloom": _LAYER_NORM,
    "falcon": Decoder(gated=False, norm=2, norms=1, tied=True, one_kv=True),
    "gpt_oss": Decoder(qkv_bias=True, out_bias=True, experts=True),
}  # fmt: skip


def count(settings: Mapping[str, Any]) -> Count | None:
    """The parameters of the network that `settings` describe; None for an unknown family."""
    sizes = Sizes(settings)
    family = sizes.text("model_type")
    formula = FORMULAS.get(family)
    try:
        if formula is not None:
            return formula(sizes)
        if family in DECODERS:
            return _decoder(sizes, DECODERS[family])
    except UnknownSizeError:
        pass
    return None


def _decoder(sizes: Sizes, family: Decoder) -> Count:
    hidden, layers = sizes.hidden, sizes.layers
    norm = family.norm * hidden
    total = sizes.vocabulary * hidden + norm * family.final_norm
    if family.position_names:
        total += (sizes.need(*family.position_names) + family.positions) * hidden
    total += layers * (_attention(sizes, family) + _norms(sizes, family) * norm)
    total += _head(sizes, family) + _once(sizes)
    if not family.experts:
        total += layers * _feed_forward(hidden, sizes.inner, _with_mlp_bias(sizes, family))
        return Count(total, total)
    return _with_experts(sizes, family, total)


def _feed_forward(hidden: int, inner: int, family: Decoder) -> int:
    matrices = 3 if family.gated else 2
    bias = (matrices - 1) * inner + hidden if family.mlp_bias else 0
    return matrices * hidden * inner + bias


def _with_mlp_bias(sizes: Sizes, family: Decoder) -> Decoder:
    """The family, with the bias that the settings ask for or refuse."""
    asked = sizes.flag("mlp_bias", default=family.mlp_bias)
    if sizes.text("model_type") in ("starcoder2", "falcon"):
        asked = sizes.flag("use_bias", default=sizes.flag("bias", default=family.mlp_bias))
    if asked == family.mlp_bias:
        return family
    return Decoder(gated=family.gated, mlp_bias=asked)


def _attention(sizes: Sizes, family: Decoder) -> int:
    hidden, heads = sizes.hidden, sizes.heads
    width = sizes.get("head_dim") or hidden // heads
    kv_heads = _kv_heads(sizes, family, heads)
    asked = sizes.flag("attention_bias", default=family.qkv_bias)
    out = sizes.flag("attention_bias", default=family.out_bias)
    if sizes.text("model_type") == "stablelm":
        asked, out = sizes.flag("use_qkv_bias"), False
    if sizes.text("model_type") in ("starcoder2", "falcon"):
        asked = out = sizes.flag("use_bias", default=sizes.flag("bias", default=family.qkv_bias))
    if sizes.text("model_type") in ("qwen2", "qwen2_moe"):
        asked, out = sizes.flag("qkv_bias", default=True), False
    rows = (heads + 2 * kv_heads) * width
    total = hidden * rows + heads * width * hidden
    total += (rows if asked else 0) + (hidden if out else 0) + family.head_norms * width
    total += (heads + kv_heads) * width if family.wide_head_norms else 0
    return total + (heads if sizes.text("model_type") == "gpt_oss" else 0)


def _kv_heads(sizes: Sizes, family: Decoder, heads: int) -> int:
    if sizes.text("model_type") == "gpt_bigcode":
        return 1 if sizes.flag("multi_query", default=True) else heads
    if family.one_kv:
        if sizes.flag("new_decoder_architecture"):
            return sizes.get("num_kv_heads") or heads
        return 1 if sizes.flag("multi_query", default=True) else heads
    return sizes.get("num_key_value_heads") or heads


def _norms(sizes: Sizes, family: Decoder) -> int:
    """How many norms a layer has."""
    if family.one_kv and sizes.flag("new_decoder_architecture"):
        return sizes.get("num_ln_in_parallel_attn") or 2
    if family.one_kv and not sizes.flag("parallel_attn", default=True):
        return 2
    if sizes.text("model_type") == "stablelm" and sizes.flag("use_parallel_residual"):
        return 1
    return family.norms


def _head(sizes: Sizes, family: Decoder) -> int:
    if sizes.is_base:
        return 0
    bias = sizes.vocabulary if family.head_bias else 0
    if sizes.flag("tie_word_embeddings", default=family.tied):
        return bias
    return sizes.vocabulary * sizes.hidden + bias


def _once(sizes: Sizes) -> int:
    """What stands once, and in one family only."""
    return 2 * sizes.hidden if sizes.text("model_type") == "bloom" else 0


def _with_experts(sizes: Sizes, family: Decoder, total: int) -> Count:
    """A mixture of experts: a router, the experts, for some an expert that all tokens pass."""
    hidden, layers = sizes.hidden, sizes.layers
    experts = sizes.need("num_experts", "num_local_experts")
    used = sizes.get("num_experts_per_tok") or 1
    inner = sizes.get("moe_intermediate_size") or sizes.inner
    step = sizes.get("decoder_sparse_step") or 1
    dense = sizes.numbers("mlp_only_layers")
    sparse = sum((n + 1) % step == 0 and n not in dense for n in range(layers))
    one = 3 * hidden * inner
    router = hidden * experts
    if sizes.text("model_type") == "gpt_oss":
        one += 2 * inner + hidden
        router += experts
    shared = sizes.get("shared_expert_intermediate_size")
    if shared and sizes.text("model_type") == "qwen2_moe":
        router += 3 * hidden * shared + hidden
    total += (layers - sparse) * _feed_forward(hidden, sizes.inner, family)
    total += sparse * (router + experts * one)
    return Count(total, total - sparse * max(0, experts - used) * one)
