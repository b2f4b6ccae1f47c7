"""NeMo 1: a Lightning checkpoint whose hyper parameters are those of a NeMo model."""

from mediascan.reading.torch.frameworks.base import Framework, Node

_MARKS = ("nemo_version", "megatron_amp_O2", "tensor_model_parallel_size", "target")


def _proves(node: Node) -> bool:
    if not node.has("pytorch-lightning_version", "hyper_parameters"):
        return False
    settings = node.node("hyper_parameters")
    places = (settings, settings.node("cfg"), settings.node("_content"))
    return any(one in place.table for place in places for one in _MARKS[:3])


FRAMEWORK = Framework(
    name="NeMo (Lightning)",
    reference="https://github.com/NVIDIA-NeMo/NeMo/blob/v1.23.0/nemo/core/classes/modelPT.py",
    proves=_proves,
    places={"training_step": ("global_step",), "epoch": ("epoch",)},
    settings=("hyper_parameters", "callbacks"),
    told=(
        "pytorch-lightning_version",
        "hyper_parameters.nemo_version",
        "hyper_parameters.cfg.nemo_version",
        "hyper_parameters.target",
        "hyper_parameters.cfg.target",
    ),
    weight=70,
)
