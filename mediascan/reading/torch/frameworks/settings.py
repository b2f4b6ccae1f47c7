"""Settings of a run by the names that trainers give them: what each says of model and machine.

Names from the argument parsers and configuration classes of Megatron-LM, DeepSpeed, fairseq,
transformers, nanoGPT, Meta's Llama, NeMo, torchtitan, OLMo and timm.
"""

from collections.abc import Iterator

from mediascan.model.facts import Facts
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.pickles.mappings import entries_of, key_text, pairs_of
from mediascan.reading.pickles.plain import plain_of
from mediascan.reading.pickles.values import Call, Mapping
from mediascan.reading.torch.frameworks.base import whole_of
from mediascan.reading.traces import Traces

_COUNTS = {
    "layer_count": "num_layers n_layer n_layers num_hidden_layers encoder_layers "
    "decoder_layers n_text_layer",
    "hidden_size": "hidden_size n_embd dim d_model decoder_embed_dim encoder_embed_dim model_dim "
    "n_text_state",
    "intermediate_size": "ffn_hidden_size intermediate_size mlp_hidden_size "
    "decoder_ffn_embed_dim ffn_dim",
    "head_count": "num_attention_heads n_head n_heads num_heads decoder_attention_heads "
    "n_text_head",
    "kv_head_count": "num_query_groups n_kv_heads num_key_value_heads",
    "expert_count": "num_experts n_experts num_local_experts n_routed_experts num_moe_experts",
    "experts_per_token": "moe_router_topk num_experts_per_tok top_k_experts",
    "vocabulary_size": "padded_vocab_size vocab_size n_vocab",
    "context_length": "seq_length block_size max_position_embeddings max_seq_len "
    "max_sequence_length seq_len tokens_per_sample encoder_seq_length n_text_ctx "
    "max_target_positions",
    "world_size": "world_size distributed_world_size num_processes",
    "rank": "rank distributed_rank global_rank process_index",
    "tensor_parallel": "tensor_model_parallel_size model_parallel_size tensor_parallel_size "
    "tensor_parallel_degree mp_size",
    "pipeline_parallel": "pipeline_model_parallel_size pipeline_parallel_size "
    "pipeline_parallel_degree pipe_parallel_size",
    "data_parallel": "data_parallel_size",
    "expert_parallel": "expert_model_parallel_size expert_parallel_size expert_parallel_degree",
    "context_parallel": "context_parallel_size context_parallel_degree",
    "samples_seen": "consumed_train_samples",
    "max_steps": "train_iters max_steps max_iters max_update max_train_steps total_steps "
    "max_train_steps",
    "lora_rank": "lora_r lora_rank",
}
_WORDS = {name: fact for fact, names in _COUNTS.items() for name in names.split()}
_RATES = frozenset({"lr", "learning_rate", "base_lr", "peak_lr", "max_lr"})
_MODELS = frozenset({"model_name_or_path", "_name_or_path", "pretrained_model_name_or_path"})
_OPTIMIZERS = frozenset({"optimizer", "optim", "opt", "optimizer_type"})
_NOTED = frozenset(  # kept in the metadata: what a reader asks next
    (
        *("tokenizer_type", "tokenizer_model", "tokenizer_name_or_path", "tokenizer", "vocab_file"),
        *("global_batch_size", "micro_batch_size", "batch_size", "train_batch_size"),
        *("per_device_train_batch_size", "gradient_accumulation_steps", "gradient_accumulation"),
        *("train_micro_batch_size_per_gpu", "num_train_epochs", "epochs", "seed", "dataset"),
        *("bf16", "fp16", "dtype", "params_dtype", "precision", "min_lr", "weight_decay"),
        *("lr_decay_style", "lr_scheduler_type", "warmup_steps", "lr_warmup_iters", "split"),
        *("position_embedding_type", "swiglu", "normalization", "zero_stage", "stage"),
        *("run_name", "wandb_project", "wandb_exp_name", "wandb_name", "wandb_run_name"),
        *("experiment_name", "exp_name", "hub_model_id", "job_name", "task", "arch", "model"),
        *("local_rank", "deepspeed", "transformer_impl", "num_distributed_optimizer_instances"),
        *("use_distributed_optimizer", "virtual_pipeline_model_parallel_size", "git_hash"),
        *("recompute_granularity", "attention_backend", "fp8", "train_samples", "data_cache_path"),
    )
)
_WRAPPED = frozenset({"_val", "_content"})  # an OmegaConf object keeps its value under these
_KINDS = frozenset({"name", "type", "_name", "_target_"})  # `optim: {name: adam, lr: ...}`
_DEPTH = 8
_MOST = 8192  # settings looked at


class Settings:
    """The settings of one checkpoint; of two that say the same, the first counts."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self.noted: dict[str, str] = {}
        self.rate = ""
        self.optimizer = ""
        self.base_model = ""
        self.traces = Traces()
        self._left = _MOST

    def add(self, value: object) -> None:
        """Take all settings of the dictionary or object `value`."""
        for key, one in self._flat(value, "", _DEPTH):
            plain = plain_of(one)
            if plain is None:
                continue
            if isinstance(plain, str):
                self.traces.add(plain, key)
            self._take(key, one, plain)

    def _take(self, key: str, one: object, plain: object) -> None:
        word = _WORDS.get(key)
        count = whole_of(one)
        if word and count is not None and (count or word in ("rank", "samples_seen")):
            self.counts.setdefault(word, count)
        if key in _RATES and not self.rate and not isinstance(plain, bool):
            self.rate = f"{plain}"[:64]
        elif key in _OPTIMIZERS and isinstance(plain, str) and not self.optimizer:
            self.optimizer = plain
        elif key in _MODELS and isinstance(plain, str) and not self.base_model:
            self.base_model = plain
        if key in _NOTED and plain not in ("", False):
            self.noted.setdefault(key, str(plain)[:TEXT_LENGTH])

    def say(self, facts: Facts) -> None:
        """Tell what the settings said, where `facts` does not know it yet."""
        for word, count in self.counts.items():
            if word not in facts:
                facts[word] = count  # type: ignore[literal-required]  # a word of Facts, see _COUNTS
        if self.rate and "learning_rate" not in facts:
            facts["learning_rate"] = self.rate
        if self.base_model:
            facts["base_model"] = self.base_model
        self.traces.say(facts)

    def _flat(self, value: object, key: str, depth: int) -> Iterator[tuple[str, object]]:
        """Keys and their values, those of lists under the key of the list."""
        if self._left <= 0:
            return
        self._left -= 1
        plain = plain_of(value)
        if plain is not None:
            yield key, value
        elif isinstance(value, (list, tuple)) and depth:
            for one in value[: self._left]:
                yield from self._flat(one, key, depth - 1)
        elif isinstance(value, (Mapping, Call)) and depth:
            pairs = entries_of(value) if pairs_of(value) else ()
            for name, one in pairs:
                if self._left <= 0:
                    return
                yield from self._flat(one, _key(key, key_text(name).lower()), depth - 1)


def _key(outer: str, inner: str) -> str:
    """The name that counts of a setting called `inner` inside `outer`."""
    if inner in _WRAPPED:
        return outer
    if inner in _KINDS and outer in _OPTIMIZERS:
        return "optimizer"
    return inner
