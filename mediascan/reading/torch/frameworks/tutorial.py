"""The shape that torch's own tutorial teaches: model_state_dict, epoch, loss."""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="PyTorch (tutorial style)",
    reference="https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html",
    proves=lambda node: (
        node.has("model_state_dict")
        and any(k.startswith("optim") or k == "epoch" for k in node.table)
    ),
    places={"epoch": ("epoch",), "training_step": ("global_step", "iteration", "step", "steps")},
    settings=("args", "config", "cfg"),
    told=("loss",),
    weight=20,
)
