"""PyTorch Lightning: `epoch=3-step=1000.ckpt`.

Keys: epoch, global_step, pytorch-lightning_version, state_dict, loops, callbacks, optimizer_states,
lr_schedulers, hyper_parameters (lightning/pytorch/trainer/connectors/checkpoint_connector.py).
"""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="Lightning",
    reference="https://github.com/Lightning-AI/pytorch-lightning/blob/master/src/lightning/pytorch/trainer/connectors/checkpoint_connector.py",
    proves=lambda node: (
        node.has("pytorch-lightning_version")
        or node.has("global_step", "state_dict", "optimizer_states")
    ),
    places={"training_step": ("global_step",), "epoch": ("epoch",)},
    settings=("hyper_parameters", "callbacks", "datamodule_hyper_parameters", "hparams"),
    told=("pytorch-lightning_version", "hparams_name", "MixedPrecision.scale"),
    weight=60,
)
