"""timm: `checkpoint-10.pth.tar`. Keys: epoch, arch, state_dict, optimizer, version, args."""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    name = node.text("arch")
    if name:
        facts["model_name"] = name


FRAMEWORK = Framework(
    name="timm",
    reference="https://github.com/huggingface/pytorch-image-models/blob/main/timm/utils/checkpoint_saver.py",
    proves=lambda node: (
        node.has("epoch", "arch", "state_dict")
        and ("version" in node.table or "state_dict_ema" in node.table)
    ),
    places={"epoch": ("epoch",)},
    settings=("args",),
    told=("arch", "version", "metric"),
    weight=58,
    say=_say,
)
