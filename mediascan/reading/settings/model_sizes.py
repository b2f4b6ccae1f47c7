"""The sizes of a network by its settings, under the names that families have for them."""

from collections.abc import Mapping
from typing import Any, Literal

from mediascan.model.facts import Facts
from mediascan.reading.architecture.parameters import count
from mediascan.reading.settings.values import number, part, short, text, whole

LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")
HIDDEN = ("hidden_size", "n_embd", "d_model", "dim", "model_dim", "hidden_dim", "width")
INNER = ("intermediate_size", "n_inner", "ffn_dim", "d_ff", "ffn_hidden_size", "encoder_ffn_dim",
         "mlp_dim", "inter_dim")  # fmt: skip
HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads", "encoder_attention_heads")
KV_HEADS = ("num_key_value_heads", "n_kv_heads", "num_kv_heads", "multi_query_group_num",
            "num_query_groups")  # fmt: skip
EXPERTS = (
    "num_experts",
    "num_local_experts",
    "n_routed_experts",
    "num_moe_experts",
    "moe_num_experts",
)
EXPERTS_USED = ("num_experts_per_tok", "num_experts_per_token", "n_activated_experts",
                "moe_top_k", "moe_topk", "moe_router_topk", "experts_per_token")  # fmt: skip
VOCABULARY = ("vocab_size", "padded_vocab_size", "n_vocab", "vocabulary_size")
CONTEXT = ("max_position_embeddings", "n_positions", "seq_length", "max_seq_len", "n_ctx",
           "max_sequence_length", "max_target_positions", "model_max_length", "block_size",
           "encoder_seq_length")  # fmt: skip
ALL = (*LAYERS, *HIDDEN, *INNER, *HEADS, *KV_HEADS, *EXPERTS, *EXPERTS_USED, *VOCABULARY, *CONTEXT)


_Word = Literal["layer_count", "hidden_size", "intermediate_size", "head_count", "kv_head_count",
                "vocabulary_size", "context_length"]  # fmt: skip
_WORDS: tuple[tuple[_Word, tuple[str, ...]], ...] = (
    ("layer_count", LAYERS),
    ("hidden_size", HIDDEN),
    ("intermediate_size", INNER),
    ("head_count", HEADS),
    ("kv_head_count", KV_HEADS),
    ("vocabulary_size", VOCABULARY),
    ("context_length", CONTEXT),
)


def size_facts(values: Mapping[str, Any], facts: Facts) -> None:
    """Tell the sizes in `facts`, and how many parameters come of them where the family is known."""
    counted = count(values)
    if counted:
        facts["config_parameter_count"] = counted.total
        if counted.active != counted.total:
            facts["active_parameter_count"] = counted.active
    for word, names in _WORDS:
        if (value := whole(values, *names)) is not None:
            facts[word] = value
    if count_of := whole(values, *EXPERTS):
        facts["expert_count"] = count_of
        if (used := whole(values, *EXPERTS_USED)) is not None:
            facts["experts_per_token"] = used


def size_count(values: Mapping[str, Any]) -> int:
    """How many of the sizes that every network has stand in `values`."""
    groups = (LAYERS, HIDDEN, HEADS, VOCABULARY, INNER, CONTEXT)
    return sum(whole(values, *names) is not None for names in groups)


def quantization_text(values: Mapping[str, Any]) -> str:
    """How the weights are packed: "gptq, 4 bits, group_size 128"; empty where they are not."""
    packed = part(values, "quantization_config", "quantization", "compression_config")
    if not packed:
        return ""
    words = [text(packed, "quant_method", "quant_algo", "quant_type")]
    words += [f"{key} {short(packed[key])}" for key in _SHOWN if packed.get(key) not in _NOTHING]
    if bits := number(packed, "bits", "w_bit"):
        words.insert(1, f"{bits} bits")
    if packed.get("load_in_4bit") is True:
        words.insert(1, "4 bits")
    elif packed.get("load_in_8bit") is True:
        words.insert(1, "8 bits")
    block = packed.get("weight_block_size")
    if isinstance(block, list):
        words.append("blocks of " + " x ".join(map(short, block[:4])))
    return ", ".join(word for word in words if word)


_NOTHING: tuple[Any, ...] = (None, "", False, [])
_SHOWN = (
    "group_size", "q_group_size", "format", "fmt", "version", "desc_act", "zero_point",
    "bnb_4bit_quant_type", "activation_scheme", "kv_cache_quant_algo",
)  # fmt: skip
