"""torchtitan, brought into one file: model, optimizer, lr_scheduler, train_state, dataloader."""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="torchtitan",
    reference="https://github.com/pytorch/torchtitan/blob/main/torchtitan/components/checkpoint.py",
    proves=lambda node: (
        node.has("train_state")
        and any(k in node.table for k in ("dataloader", "model", "optimizer"))
    ),
    places={"training_step": ("train_state.step",), "tokens_seen": ("train_state.ntokens_seen",)},
    settings=("dataloader",),
    weight=71,
)
