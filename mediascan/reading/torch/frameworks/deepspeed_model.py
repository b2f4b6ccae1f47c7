"""DeepSpeed model states: `mp_rank_00_model_states.pt`, one for each model-parallel rank.

With ZeRO 3 the weights lie in flat groups of the optimizer states, so `module` is empty here; but
`param_shapes` tells each name and its shape (deepspeed/runtime/engine.py, `_save_checkpoint`).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node
from mediascan.reading.torch.frameworks.shapes import say_shapes

_MARKS = frozenset(  # of all versions; the oldest have no configuration in it
    (
        *("ds_config", "ds_version", "param_shapes", "global_samples", "universal_checkpoint_info"),
        *("dp_world_size", "mp_world_size", "skipped_steps", "csr_tensor_module_names"),
    )
)


def _proves(node: Node) -> bool:
    """Pipeline stages write `layer_*` files of bare weights; those have none of these keys."""
    return node.has("module") and sum(one in node.table for one in _MARKS) >= 2


def _say(node: Node, facts: Facts) -> None:
    data, model = facts.get("data_parallel"), facts.get("tensor_parallel")
    if data and model:
        facts["world_size"] = data * model
    say_shapes([node.get("param_shapes"), node.get("frozen_param_shapes")], facts)


FRAMEWORK = Framework(
    name="DeepSpeed",
    reference="https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/runtime/engine.py",
    proves=_proves,
    places={
        "training_step": ("global_steps", "iteration"),
        "samples_seen": ("global_samples",),
        "data_parallel": ("dp_world_size",),
        "tensor_parallel": ("mp_world_size",),
    },
    settings=("ds_config", "args", "client_state"),
    told=("ds_version", "skipped_steps", "ds_config.zero_optimization.stage"),
    weight=95,
    say=_say,
)
