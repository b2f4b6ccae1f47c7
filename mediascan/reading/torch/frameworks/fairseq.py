"""fairseq: `checkpoint_last.pt`.

Keys: args or cfg, model, criterion, optimizer_history, task_state, extra_state,
last_optimizer_state (fairseq/checkpoint_utils.py, fairseq/trainer.py).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    history = node.get("optimizer_history")
    if not isinstance(history, list) or not history:
        return
    last = Node(history[-1])
    steps = last.whole("num_updates")
    if steps is not None:
        facts["training_step"] = steps
    name = last.text("optimizer_name")
    if name:
        facts.setdefault("optimizer", f"{name} (by its history)")


FRAMEWORK = Framework(
    name="fairseq",
    reference="https://github.com/facebookresearch/fairseq/blob/main/fairseq/trainer.py",
    proves=lambda node: (
        node.has("model", "optimizer_history")
        or node.has("model", "last_optimizer_state", "extra_state")
    ),
    places={
        "epoch": ("extra_state.train_iterator.epoch",),
        "tensor_parallel": ("cfg.common.model_parallel_size",),
    },
    settings=("cfg", "args", "extra_state.metrics"),
    told=("extra_state.best", "extra_state.previous_training_time"),
    weight=70,
    say=_say,
)
