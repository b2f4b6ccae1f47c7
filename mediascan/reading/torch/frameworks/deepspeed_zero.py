"""DeepSpeed ZeRO optimizer states: `zero_pp_rank_0_mp_rank_00_optim_states.pt`, one for each rank.

Flat groups in full precision: single_partition_of_fp32_groups (stages 1, 2), fp32_flat_groups (3);
base_optimizer_state holds the moments (deepspeed/runtime/zero/stage_1_and_2.py, stage3.py).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node, whole_of
from mediascan.reading.torch.frameworks.shapes import say_shapes

_MARKS = ("zero_stage", "partition_count", "single_partition_of_fp32_groups", "fp32_flat_groups")
_MASTERS = ("single_partition_of_fp32_groups", "fp32_flat_groups", "fp32_groups_flat")


def _proves(node: Node) -> bool:
    inner = node.node("optimizer_state_dict").table
    return sum(one in inner for one in _MARKS) >= 2 or (bool(inner) and node.has("ds_config"))


def _say(node: Node, facts: Facts) -> None:
    inner = node.node("optimizer_state_dict")
    facts["master_weights"] = any(one in inner.table for one in _MASTERS)
    counts = inner.get("partition_count")  # one a group of parameters
    if isinstance(counts, list) and counts and (first := whole_of(counts[0])) is not None:
        facts["data_parallel"] = first
    say_shapes([node.get("param_shapes"), inner.get("param_shapes")], facts)


FRAMEWORK = Framework(
    name="DeepSpeed ZeRO optimizer",
    reference="https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/runtime/engine.py",
    proves=_proves,
    places={"data_parallel": ("optimizer_state_dict.partition_count", "dp_world_size")},
    settings=("ds_config",),
    told=("ds_version", "optimizer_state_dict.zero_stage"),
    weight=96,
    say=_say,
)
