"""States of random number generators of one rank: Hugging Face's `rng_state_3.pth`, Accelerate's.

Keys: python, numpy, cpu, cuda (transformers/trainer.py); random_state, numpy_random_seed,
torch_manual_seed (accelerate/checkpointing.py).
"""

from mediascan.model.facts import Facts
from mediascan.reading.torch.frameworks.base import Framework, Node


def _say(node: Node, facts: Facts) -> None:
    facts["random_state"] = True
    accelerate = node.has("numpy_random_seed")
    facts["framework"] = "Accelerate" if accelerate else "Hugging Face Trainer"


FRAMEWORK = Framework(
    name="Random states (Hugging Face)",
    reference="https://github.com/huggingface/transformers/blob/main/src/transformers/trainer.py",
    proves=lambda node: (
        node.has("python", "numpy", "cpu") or node.has("random_state", "numpy_random_seed")
    ),
    places={"training_step": ("step",)},
    settings=(),
    weight=70,
    say=_say,
)
