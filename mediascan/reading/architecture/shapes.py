"""The sizes of a network by the shapes of its tensors: only those that the shapes make sure."""

from mediascan.model.facts import Facts
from mediascan.reading.architecture.names import Names, Pattern
from mediascan.reading.architecture.rules import Rule

_NORMS = (  # vectors as long as the model is wide
    *(".input_layernorm.weight", ".ln.#.weight", ".attention_norm.weight", ".attn_norm.weight"),
    *(".self_attn_layer_norm.weight", ".attn_ln.weight", ".post_attention_layernorm.weight"),
    *(".attention.output.LayerNorm.weight", ".layernorm_before.weight", ".norm1.weight"),
    *(".layer.#.layer_norm.weight", ".norm.#.weight", ".ln1.weight", ".layer_norm1.weight"),
    *(".operator_norm.weight", ".self_attention.linear_qkv.layer_norm_weight", ".ln_attn.weight"),
    *(".sa_layer_norm.weight", ".attn_norm.scale", ".pre_attention_layer_norm.scale"),
    *(".attention.LayerNorm.weight", ".rel_attn.layer_norm.weight", ".temporal_pre_norm.weight"),
    *(".layers.#.norm.weight", ".mlp_norm.weight", ".ffn_norm.weight", ".ln_mlp.weight"),
    *(".attention_layernorm.weight", ".ln.#.scale", ".layers.#.layer_norm.weight", ".norm.weight"),
)
_EMBEDDINGS = (  # rows: the vocabulary
    *(".embed_tokens.weight", ".wte.weight", ".tok_embeddings.weight", ".token_embd.weight"),
    *(".word_embeddings.weight", ".embed_in.weight", ".token_embedding.weight", ".shared.weight"),
    *(".backbone.embedding.weight", ".embeddings.weight", ".emb.weight", ".vocab_embedding.weight"),
    *(".tok_embedding.weight", ".tokens_embed.weight", ".word_embedding.weight"),
    *(
        ".wte.embedding",
        ".token_embedder.embedding",
        ".shared.embedding",
        ".embed_tokens.embedding",
    ),
    *(".word_embeddings.embedding", ".tok_embeddings.embedding", ".word_embeddings"),
)
_DOWN = (  # hidden by intermediate, or the other way round
    *(".mlp.down_proj.weight", ".feed_forward.w2.weight", ".ffn_down.weight", ".mlp.c_proj.weight"),
    *(".mlp.fc2.weight", ".fc2.weight", ".mlp.linear_fc2.weight", ".dense_4h_to_h.weight"),
    *(".layer.#.output.dense.weight", ".DenseReluDense.wo.weight", ".mlp.fc_out.weight"),
    *(".ffn.down_proj.weight", ".mlp.proj.weight", ".ffn.lin2.weight", ".mlp.Wo.weight"),
    *(".feed_forward.down_proj.weight", ".mlp.2.weight", ".mlp.wo.kernel", ".mlp.c_proj.kernel"),
    *(".mlp.down_proj.kernel", ".output.dense.kernel", ".mlp.down_proj.weight_packed"),
    *(".ff.layer.#.weight", ".ffn_output.weight", ".feed_forward.output_dense.weight"),
    *(
        ".feed_forward.w2",
        ".mlp_block.down_proj.weight",
        ".blocks.#.mlp.#.weight",
        ".feed_forward.w2.kernel",
    ),
)
_EXPERT_DOWN = (
    *(".mlp.experts.#.down_proj.weight", ".block_sparse_moe.experts.#.w2.weight"),
    *(".feed_forward.experts.#.down_proj.weight", ".ffn_down_exps.weight", ".experts.down_proj"),
    *(".block_sparse_moe.output_linear.weight", ".mlp.experts.local_experts.#.linear_fc2.weight"),
    *(".ffn.experts.#.w2.weight", ".feed_forward.experts.#.w2.weight"),
)
_EXPERT_WORDS = ("expert", "_exps.", "_moe.", ".router.")
_PACKED_UP = (".mlp.up_proj.scales", ".feed_forward.w3.scales")  # beside GPTQ's and AWQ's qweight
_ROUTERS = (  # rows: the experts
    *(".mlp.gate.weight", ".block_sparse_moe.gate.weight", ".mlp.router.weight"),
    *(".ffn_gate_inp.weight", ".block_sparse_moe.router.layer.weight", ".ffn.gate.weight"),
    *(".feed_forward.router.weight", ".feed_forward.gate.weight"),
)
_QUERIES = (".self_attn.q_proj.weight", ".attn_q.weight", ".attn.query.weight")
_KEYS = (".self_attn.k_proj.weight", ".attn_k.weight", ".attn.key.weight")
_QUERY_NORMS = (".self_attn.q_norm.weight", ".attn_q_norm.weight", ".query_layernorm.weight")
_SINKS = (".self_attn.sinks", ".attn_sinks.weight", ".attn_sinks")
_RELATIVE = (".relative_attention_bias.weight", ".attn_rel_b.weight")  # T5: buckets by heads
_MTP = (".eh_proj.weight", ".nextn.eh_proj.weight")  # DeepSeek: layers behind the model's own
_MOST = 1 << 40  # a length above is made up


def size_facts(names: Names, rule: Rule | None) -> Facts:
    """Layers, widths, vocabulary, heads and experts."""
    facts = Facts()
    if rule and not rule.sizes:
        return facts
    table = names.find(_EMBEDDINGS)
    if table is None or names.ends():
        _add_layers(names, facts)
    hidden = _length(names.find(_NORMS, main=True), 0, 1)
    if hidden is None:
        hidden = _length(table, 1, 2)
    if hidden is not None:
        facts["hidden_size"] = hidden
    down = names.find(_DOWN, main=True)
    width = _other(down, hidden)
    if width is None and names.has(".qweight\n"):
        width = _length(names.find(_PACKED_UP, main=True), 1, 2)
    if width is not None:
        facts["intermediate_size"] = width
    rows = _length(table, 0, 2)
    if rows is not None:
        facts["vocabulary_size"] = rows
    _add_experts(names, facts, hidden)
    _add_heads(names, facts, rule)
    return facts


def _add_layers(names: Names, facts: Facts) -> None:
    """A stack that does not begin with 0 is a part of one, whose length nobody knows."""
    if not names.main:
        return
    stack = names.stacks[names.main]
    extra = names.find(_MTP, main=True)
    if stack.first <= 1 and stack.last:
        facts["layer_count"] = extra.lowest[0] if extra else stack.last + 1
    elif not stack.first:
        facts["layer_count"] = 1


def _add_experts(names: Names, facts: Facts, hidden: int | None) -> None:
    if not any(names.has(word) for word in _EXPERT_WORDS):
        return
    expert = names.find(_EXPERT_DOWN, main=True)
    router = names.find(_ROUTERS, main=True)
    if router and len(router.shape) == 2 and router.shape[1] == hidden:
        facts["expert_count"] = router.shape[0]
    elif expert and len(expert.shape) == 3:
        facts["expert_count"] = expert.shape[0]
    elif expert and len(expert.highest) > 1:
        facts["expert_count"] = expert.highest[-1] + 1
    width = _other(expert, hidden)
    if width is not None:
        facts["expert_intermediate_size"] = width


def _add_heads(names: Names, facts: Facts, rule: Rule | None) -> None:
    """Heads are seen where a tensor has one number for each, or is as long as one of them."""
    count = _length(names.find(_SINKS, main=True), 0, 1)
    if count is None:
        count = _length(names.find(_RELATIVE), 1, 2)
    if count is not None:
        facts["head_count"] = count
        return
    query, key = names.find(_QUERIES, main=True), names.find(_KEYS, main=True)
    width = _length(names.find(_QUERY_NORMS, main=True), 0, 1) or 0
    if rule and rule.head_width:
        width = rule.head_width
    rows = query.shape[0] if query and query.shape else 0
    gated = 2 if names.has(".linear_attn.") else 1  # Qwen3-Next: a gate beside each query
    if not width or rows % (width * gated) or rows <= width:
        return
    facts["head_count"] = rows // (width * gated)
    if key and key.shape and not key.shape[0] % width:
        facts["kv_head_count"] = key.shape[0] // width


def _length(pattern: Pattern | None, axis: int, dimensions: int) -> int | None:
    if pattern is None or len(pattern.shape) != dimensions:
        return None
    length = pattern.shape[axis]
    return length if 0 < length < _MOST else None


def _other(pattern: Pattern | None, hidden: int | None) -> int | None:
    """The side of a matrix that is not `hidden`, of its last two dimensions."""
    if pattern is None or hidden is None or len(pattern.shape) < 2:
        return None
    sides = pattern.shape[-2:]
    if hidden not in sides or max(sides) > _MOST:
        return None
    return sides[0] if sides[1] == hidden else sides[1]
