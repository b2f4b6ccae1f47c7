"""Megatron-LM's distributed optimizer (`distrib_optim.pt`): flat buffers by group and dtype.

Number of a buffer -> {(dtype of the weights, of the gradients): {param, exp_avg, exp_avg_sq}},
where `param` is the full-precision copy (megatron/core/optimizer/distrib_optimizer.py).
"""

from itertools import islice

from mediascan.model.facts import Facts
from mediascan.reading.pickles.mappings import entries_of
from mediascan.reading.torch.frameworks.base import Framework, Node

_BUFFERS = 8  # looked at; a file has one or two


def _proves(node: Node) -> bool:
    """Buckets of `param`, `exp_avg` and `exp_avg_sq` below one number and one pair of dtypes."""
    for key, group in islice(entries_of(node.value), _BUFFERS):
        if not isinstance(key, int):
            continue
        for _, buffer in islice(entries_of(group), _BUFFERS):
            if Node(buffer).has("param", "exp_avg", "exp_avg_sq") or _in_buckets(buffer):
                return True
    return False


def _in_buckets(buffer: object) -> bool:
    first = buffer[0] if isinstance(buffer, list) and buffer else None
    return Node(first).has("param", "exp_avg", "exp_avg_sq")


def _say(node: Node, facts: Facts) -> None:
    del node
    facts["master_weights"] = True


FRAMEWORK = Framework(
    name="Megatron-LM distributed optimizer",
    reference="https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/optimizer/distrib_optimizer.py",
    proves=_proves,
    settings=(),
    weight=60,
    say=_say,
)
