"""OLMo and OLMo-core: the trainer's state (`trainer/rank0.pt`, `train/rank0.pt`), or all in one.

Keys: global_step, global_train_tokens_seen, world_size, rng, data_loader (olmo/train.py,
olmo_core/train/trainer.py).
"""

from mediascan.reading.torch.frameworks.base import Framework

FRAMEWORK = Framework(
    name="OLMo",
    reference="https://github.com/allenai/OLMo-core/blob/main/src/olmo_core/train/trainer.py",
    proves=lambda node: node.has("global_step", "global_train_tokens_seen"),
    places={
        "training_step": ("global_step",),
        "epoch": ("epoch",),
        "tokens_seen": ("global_train_tokens_seen",),
        "samples_seen": ("global_train_examples_seen_this_epoch",),
        "world_size": ("world_size",),
        "max_steps": ("max_steps",),
    },
    settings=("data_loader", "checkpoints", "unsharded_checkpoints"),
    told=("data_loader.dataset_fingerprint", "data_loader.seed"),
    weight=72,
)
