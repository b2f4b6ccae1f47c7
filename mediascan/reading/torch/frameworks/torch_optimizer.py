"""Any optimizer of torch alone: `optimizer.pt`, `optimizer.bin`. Keys: state, param_groups."""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="PyTorch optimizer state",
    reference="https://github.com/pytorch/pytorch/blob/main/torch/optim/optimizer.py",
    proves=lambda node: node.has("state", "param_groups"),
    settings=(),
    weight=30,
)
