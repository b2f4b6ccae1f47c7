"""Ultralytics YOLO: `best.pt`, whole modules. Keys: epoch, model, ema, updates, train_args."""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    date = node.text("date")
    if date:
        facts["dates"] = [date]


FRAMEWORK = Framework(
    name="Ultralytics YOLO",
    reference="https://github.com/ultralytics/ultralytics/blob/main/ultralytics/engine/trainer.py",
    proves=lambda node: (
        node.has("model", "ema") and ("train_args" in node.table or "best_fitness" in node.table)
    ),
    places={"epoch": ("epoch",), "training_step": ("updates",)},
    settings=("train_args", "opt", "git"),
    told=("version", "date", "license", "best_fitness"),
    weight=66,
    say=_say,
)
