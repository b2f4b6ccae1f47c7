"""ColossalAI: the parameter groups of an optimizer, kept apart from its states.

`pytorch_optim_group.bin` is the bare list (colossalai/checkpoint_io/utils.py, `save_param_groups`).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _proves(node: Node) -> bool:
    groups = node.value if isinstance(node.value, list) else []
    return bool(groups) and all(Node(one).has("params", "lr") for one in groups[:8])


def _say(node: Node, facts: Facts) -> None:
    groups = node.value
    rate = Node(groups[0]).get("lr") if isinstance(groups, list) and groups else None
    if isinstance(rate, (int, float)):
        facts["learning_rate"] = f"{rate}"[:64]


FRAMEWORK = Framework(
    name="ColossalAI",
    reference="https://github.com/hpcaitech/ColossalAI/blob/main/colossalai/checkpoint_io/utils.py",
    proves=_proves,
    settings=(),
    weight=45,
    say=_say,
)
