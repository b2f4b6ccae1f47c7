"""A learning-rate schedule: `scheduler.pt` of Hugging Face, `scheduler.bin` of Accelerate.

Keys: base_lrs, last_epoch, _step_count, _last_lr, lr_lambdas (torch/optim/lr_scheduler.py).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    rates = node.get("_last_lr")
    if isinstance(rates, list) and rates and isinstance(rates[0], (int, float)):
        facts["learning_rate"] = f"{rates[0]}"[:64]


FRAMEWORK = Framework(
    name="PyTorch learning-rate schedule",
    reference="https://github.com/pytorch/pytorch/blob/main/torch/optim/lr_scheduler.py",
    proves=lambda node: node.has("last_epoch", "_step_count") or node.has("last_epoch", "_last_lr"),
    places={"training_step": ("last_epoch",)},
    settings=(),
    told=("T_max", "warmup_steps", "total_steps"),
    weight=40,
    say=_say,
)
