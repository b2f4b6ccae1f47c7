"""Megatron-LM, one file a rank (`model_optim_rng.pt`), or the common part of a
distributed checkpoint (`common.pt`).

Keys: args (a Namespace with every setting of the run), checkpoint_version, iteration, model or
model0.., optimizer, opt_param_scheduler, rng_state (megatron/training/checkpointing.py).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node

_MARKS = ("iteration", "opt_param_scheduler", "rng_state", "rerun_state_machine", "optimizer")
_ARGUMENTS = ("tensor_model_parallel_size", "model_parallel_size", "padded_vocab_size")


def _proves(node: Node) -> bool:
    named = any(node.get(f"args.{one}") is not None for one in _ARGUMENTS)
    return named and (node.has("checkpoint_version") or any(one in node.table for one in _MARKS))


def _say(node: Node, facts: Facts) -> None:
    """Tokens, and this rank's own place: tensor varies fastest, pipeline slowest."""
    arguments = node.node("args")
    samples, length = facts.get("samples_seen"), arguments.whole("seq_length")
    if samples and length:
        facts["tokens_seen"] = samples * length
    rank, world = arguments.whole("rank"), arguments.whole("world_size")
    tensor = arguments.whole("tensor_model_parallel_size") or 1
    pipeline = arguments.whole("pipeline_model_parallel_size") or 1
    if rank is None or not world or rank >= world or world % (tensor * pipeline):
        return
    if tensor * pipeline > 1 and arguments.get("use_tp_pp_dp_mapping") is not True:
        place = {"tensor": rank % tensor, "pipeline": rank // (world // pipeline)}
        facts["rank_coordinates"] = place


FRAMEWORK = Framework(
    name="Megatron-LM",
    reference="https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/training/checkpointing.py",
    proves=_proves,
    places={
        "training_step": ("iteration", "args.iteration"),
        "samples_seen": ("args.consumed_train_samples", "opt_param_scheduler.num_steps"),
        "max_steps": ("args.train_iters",),
    },
    settings=("args",),
    told=("checkpoint_version", "num_floating_point_operations_so_far"),
    weight=90,
    say=_say,
)
