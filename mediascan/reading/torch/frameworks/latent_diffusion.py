"""Latent diffusion (Stable Diffusion 1 and 2): weights below model.diffusion_model."""

from mediascan.reading.torch.frameworks.base import Framework, Node

_UNET = "model.diffusion_model.time_embed.0.weight"
_FIRST_STAGE = "first_stage_model.encoder.conv_in.weight"


def _proves(node: Node) -> bool:
    weights = node.node("state_dict").table or node.table
    return _UNET in weights or _FIRST_STAGE in weights


FRAMEWORK = Framework(
    name="Latent diffusion",
    reference="https://github.com/CompVis/latent-diffusion/blob/main/ldm/models/diffusion/ddpm.py",
    proves=_proves,
    places={"training_step": ("global_step",), "epoch": ("epoch",)},
    settings=("hyper_parameters",),
    told=("pytorch-lightning_version",),
    weight=65,
)
