"""DiT and SiT, and the many trainers of diffusion models made after them: model, ema, opt, args."""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="DiT",
    reference="https://github.com/facebookresearch/DiT/blob/main/train.py",
    proves=lambda node: node.has("model", "ema", "opt"),
    places={"training_step": ("train_steps", "steps", "step"), "epoch": ("epoch",)},
    settings=("args",),
    told=("args.model",),
    weight=55,
)
