"""nanoGPT: `ckpt.pt`. Keys: model, optimizer, model_args, iter_num, config (train.py)."""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    """Tokens: steps x batch x length x accumulation, which the script counts for all ranks."""
    run = node.node("config")
    sizes = [run.whole("batch_size"), run.whole("block_size")]
    sizes.append(run.whole("gradient_accumulation_steps"))
    steps = facts.get("training_step")
    if steps and all(sizes):
        facts["tokens_seen"] = steps * (sizes[0] or 0) * (sizes[1] or 0) * (sizes[2] or 0)


FRAMEWORK = Framework(
    name="nanoGPT",
    reference="https://github.com/karpathy/nanoGPT/blob/master/train.py",
    proves=lambda node: node.has("model", "model_args", "iter_num"),
    places={"training_step": ("iter_num",)},
    settings=("model_args", "config"),
    told=("best_val_loss",),
    weight=80,
    say=_say,
)
