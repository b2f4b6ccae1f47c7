"""DeepSpeed universal checkpoint: one file for each state of each parameter.

Each is {param: tensor, cat_dim or vocab_tensor or ...} (deepspeed/checkpoint/ds_to_universal.py).
"""

from mediascan.reading.torch.frameworks.base import Framework, Node

_KINDS = ("cat_dim", "vocab_tensor", "parameter_pattern", "parameter_to_average_patterns")


def _proves(node: Node) -> bool:
    piece = node.has("param") and len(node.table) <= 8 and any(one in node.table for one in _KINDS)
    return piece or node.has("universal_checkpoint_info")


FRAMEWORK = Framework(
    name="DeepSpeed universal checkpoint",
    reference="https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/checkpoint/ds_to_universal.py",
    proves=_proves,
    settings=(),
    told=("universal_checkpoint_info.universal_checkpoint_version",),
    weight=40,
)
