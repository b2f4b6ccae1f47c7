"""Parameters of networks that are not a stack of Llama's layers: each has a formula of its own."""

from collections.abc import Callable

from mediascan.reading.architecture.sizes import Count, Sizes, UnknownSizeError


def _deepseek(sizes: Sizes) -> Count:
    """DeepSeek V2 and V3: attention through a narrow latent, some dense layers, many experts."""
    hidden, layers, heads = sizes.hidden, sizes.layers, sizes.heads
    rope, plain = sizes.need("qk_rope_head_dim"), sizes.need("qk_nope_head_dim")
    value, narrow = sizes.need("v_head_dim"), sizes.need("kv_lora_rank")
    query = sizes.get("q_lora_rank")
    rows = heads * (rope + plain)
    attention = query * (hidden + 1 + rows) if query else hidden * rows
    attention += hidden * (narrow + rope) + narrow * (1 + heads * (plain + value))
    attention += heads * value * hidden
    if sizes.flag("attention_bias"):
        attention += (query or 0) + narrow + rope + hidden
    dense = min(layers, sizes.get("first_k_dense_replace") or 0)
    one = 3 * hidden * sizes.need("moe_intermediate_size")
    experts, shared = sizes.need("n_routed_experts"), sizes.get("n_shared_experts") or 0
    router = hidden * experts
    total = sizes.vocabulary * hidden * (1 if sizes.is_base else 2) + hidden
    if sizes.flag("tie_word_embeddings") and not sizes.is_base:
        total -= sizes.vocabulary * hidden
    total += layers * (attention + 2 * hidden) + dense * 3 * hidden * sizes.inner
    total += (layers - dense) * (router + (experts + shared) * one)
    idle = max(0, experts - (sizes.get("num_experts_per_tok") or 1))
    return Count(total, total - (layers - dense) * idle * one)


def _encoder(sizes: Sizes) -> Count:
    """BERT and RoBERTa."""
    hidden, vocabulary = sizes.hidden, sizes.vocabulary
    rows = vocabulary + sizes.need("max_position_embeddings") + sizes.need("type_vocab_size")
    total = rows * hidden + 2 * hidden
    layer = 4 * (hidden + 1) * hidden + 2 * hidden * sizes.inner + sizes.inner + hidden
    total += sizes.layers * (layer + 4 * hidden)
    dense = (hidden + 1) * hidden
    names = sizes.texts("architectures")
    name = names[0] if names else ""
    if name.endswith("ForMaskedLM"):
        total += dense + 2 * hidden + vocabulary
    elif name.endswith("ForPreTraining"):
        total += 2 * dense + 2 * hidden + vocabulary + 2 * hidden + 2
    elif name.endswith("Model"):
        total += dense
    else:
        raise UnknownSizeError  # a head for a task, whose width the settings do not always tell
    return Count(total, total)


def _t5(sizes: Sizes) -> Count:
    hidden, heads = sizes.hidden, sizes.heads
    inside = heads * sizes.need("d_kv")
    gated = sizes.text("feed_forward_proj").startswith("gated")
    feed = (3 if gated else 2) * hidden * sizes.inner + hidden
    attention = 4 * hidden * inside + hidden
    encoder, decoder = sizes.layers, sizes.get("num_decoder_layers")
    decoder = encoder if decoder is None else decoder
    total = sizes.vocabulary * hidden + encoder * (attention + feed) + hidden
    total += 2 * heads * sizes.need("relative_attention_num_buckets")
    total += decoder * (2 * attention + feed) + hidden
    if not sizes.flag("tie_word_embeddings", default=True) and not sizes.is_base:
        total += sizes.vocabulary * hidden
    return Count(total, total)


def _vit(sizes: Sizes) -> Count:
    """Vision transformer, as a classifier or without its head."""
    hidden, patch = sizes.hidden, sizes.need("patch_size") or 1
    total = hidden * (sizes.need("num_channels") * patch * patch + 1) + 3 * hidden
    total += hidden * (sizes.need("image_size") // patch) ** 2 + hidden
    layer = 4 * (hidden + 1) * hidden + 2 * hidden * sizes.inner + sizes.inner + hidden
    total += sizes.layers * (layer + 4 * hidden)
    if sizes.is_base:
        return Count(total + (hidden + 1) * hidden, total + (hidden + 1) * hidden)
    classes = sizes.length("id2label")
    total += (hidden + 1) * (2 if classes is None else classes)
    return Count(total, total)


def _whisper(sizes: Sizes) -> Count:
    hidden = sizes.hidden
    attention = 4 * hidden * hidden + 3 * hidden + 2 * hidden  # keys have no bias; a norm
    total = sizes.need("num_mel_bins") * hidden * 3 + hidden + 3 * hidden * hidden + hidden
    total += (sizes.need("max_source_positions") + sizes.need("max_target_positions")) * hidden
    total += sizes.vocabulary * hidden + 4 * hidden
    for side, times in (("encoder", 1), ("decoder", 2)):
        inner = sizes.need(f"{side}_ffn_dim")
        feed = 2 * hidden * inner + inner + hidden + 2 * hidden
        total += sizes.need(f"{side}_layers") * (times * attention + feed)
    return Count(total, total)


FORMULAS: dict[str, Callable[[Sizes], Count]] = {
    "deepseek_v2": _deepseek,
    "deepseek_v3": _deepseek,
    "kimi_k2": _deepseek,
    "bert": _encoder,
    "roberta": _encoder,
    "xlm-roberta": _encoder,
    "t5": _t5,
    "mt5": _t5,
    "vit": _vit,
    "whisper": _whisper,
}
