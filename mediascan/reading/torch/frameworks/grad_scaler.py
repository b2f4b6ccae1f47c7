"""The scaler of gradients in mixed precision: `scaler.pt` (torch/amp/grad_scaler.py)."""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="PyTorch gradient scaler",
    reference="https://github.com/pytorch/pytorch/blob/main/torch/amp/grad_scaler.py",
    proves=lambda node: node.has("scale", "growth_factor", "backoff_factor"),
    settings=(),
    told=("scale", "growth_interval", "_growth_tracker"),
    weight=40,
)
