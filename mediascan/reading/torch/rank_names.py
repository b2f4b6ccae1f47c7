"""Which rank's shard a torch file is, by the name that it keeps from when it was written.

Patterns: DeepSpeed runtime/engine.py, Megatron-LM training/checkpointing.py, NeMo, transformers
and accelerate (random states), Meta's Llama, torch.distributed.checkpoint, Composer. The name is
inside the bytes, so a renamed file still tells; but it is a name, and the link says so.
"""

import re

from mediascan.model.facts import Facts
from mediascan.model.finding import Link

_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.ASCII), role)
    for pattern, role in (
        (
            r"(?:bf16_|fp16_)?zero_pp_rank_(?P<data>\d+)_mp_rank_(?P<tensor>\d+)_optim_states",
            "ZeRO",
        ),
        (r"zero_pp_rank_(?P<data>\d+)_mp_rank_(?P<tensor>\d+)_model_states", "ZeRO model"),
        (r"mp_rank_(?P<tensor>\d+)_model_states", "model states"),
        (
            r"(?:layer_(?P<layer>\d+)_)?expert_(?P<expert>\d+)_mp_rank_(?P<tensor>\d+)_model_states",
            "",
        ),
        (r"expp_rank_(?P<expert>\d+)_mp_rank_(?P<tensor>\d+)_optim_states", ""),
        (r"layer_(?P<layer>\d+)-model_(?P<tensor>\d+)-model_states", ""),
        (r"train_dataloader_dprank(?P<data>\d+)", "data loader"),
        (r"layer_wise_optimizer_(?P<data>\d+)", "optimizer"),
        (r"rng_state_(?P<rank>\d+)", "random states"),
        (r"random_states_(?P<rank>\d+)", "random states"),
        (r"consolidated\.(?P<tensor>\d\d)", "weights"),
        (r"__(?P<rank>\d+)_(?P<file>\d+)", "shard"),
        (r"(?:ep(?P<epoch>\d+)-ba(?P<batch>\d+)|latest)-rank(?P<rank>\d+)", "composer"),
        (r"tp_rank_(?P<tensor>\d+)_pp_rank_(?P<pipeline>\d+)", "weights"),
        (r"rank(?P<rank>\d+)", "trainer"),
    )
)
_SHARDS = re.compile(r"(?P<stem>.{1,200})-(?P<number>\d{5})-of-(?P<count>\d{5})", re.ASCII)
_LONGEST = 9  # digits


def say_rank(name: str, facts: Facts) -> list[Link]:
    """Tell in `facts` which rank wrote the file called `name`, and give its place among shards."""
    several = _SHARDS.fullmatch(name)
    if several is not None:
        index, count = int(several["number"]) - 1, int(several["count"])
        if 0 <= index < count:
            facts["shard_index"], facts["shard_count"] = index, count
            return [Link("shard", several["stem"], index, count, from_name=True)]
    for pattern, role in _PATTERNS:
        match = pattern.fullmatch(name)
        if match is None:
            continue
        place = {key: int(text) for key, text in match.groupdict().items() if text}
        if any(len(text) > _LONGEST for text in match.groupdict().values() if text):
            return []
        facts["rank_coordinates"] = facts.get("rank_coordinates", {}) | place
        if "rank" in place:
            facts.setdefault("rank", place["rank"])
        return _link(role, place, facts)
    return []


def _link(role: str, place: dict[str, int], facts: Facts) -> list[Link]:
    """The shard's place in its set, where one number tells it."""
    data, tensor = place.get("data"), place.get("tensor")
    width = facts.get("data_parallel", 0)
    world, tensors = facts.get("world_size", 0), facts.get("tensor_parallel", 0)
    if role.startswith("ZeRO") and data is not None and tensor is not None and width:
        count = width * max(1, tensors, tensor + 1)
        return [Link("shard", role, tensor * width + data, count, from_name=True)]
    index = place.get("rank", tensor if role in ("model states", "weights") else None)
    if not role or index is None:
        return []
    count = world if "rank" in place else tensors
    return [Link("shard", role, index, count if count > index else 0, from_name=True)]
