"""MosaicML Composer: `ep0-ba100-rank0.pt`. Keys: state {model, optimizers, timestamp, ...}, rng.

Source: composer/utils/checkpoint.py, composer/core/state.py.
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    every = node.get("rng")  # one a rank
    if isinstance(every, list) and len(every) > 1:
        facts["world_size"] = len(every)


FRAMEWORK = Framework(
    name="Composer",
    reference="https://github.com/mosaicml/composer/blob/main/composer/utils/checkpoint.py",
    proves=lambda node: (
        node.has("state")
        and ("timestamp" in node.node("state").table or "run_name" in node.node("state").table)
    ),
    places={
        "training_step": ("state.timestamp.Timestamp.batch", "state.timestamp.batch"),
        "epoch": ("state.timestamp.Timestamp.epoch", "state.timestamp.epoch"),
        "samples_seen": ("state.timestamp.Timestamp.sample", "state.timestamp.sample"),
        "tokens_seen": ("state.timestamp.Timestamp.token", "state.timestamp.token"),
    },
    settings=("state.metadata", "state.callbacks", "state.integrations"),
    told=("state.run_name", "state.metadata.composer_env_info.composer_version"),
    weight=75,
    say=_say,
)
