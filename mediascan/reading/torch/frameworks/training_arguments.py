"""Settings of a Hugging Face Trainer: `training_args.bin`, a TrainingArguments or a child.

TRL's SFTConfig, DPOConfig and others are its children (transformers/training_args.py).
"""

from mediascan.reading.torch.frameworks.base import Framework, Node


def _proves(node: Node) -> bool:
    named = node.kind.endswith("TrainingArguments") or node.kind.startswith(
        ("transformers.", "trl.")
    )
    return named and node.has("output_dir", "learning_rate")


FRAMEWORK = Framework(
    name="Hugging Face Trainer",
    reference="https://github.com/huggingface/transformers/blob/main/src/transformers/training_args.py",
    proves=_proves,
    settings=("",),
    told=(
        "output_dir",
        "logging_dir",
        "run_name",
        "hub_model_id",
        "num_train_epochs",
        "deepspeed",
        "report_to",
        "local_rank",
    ),
    weight=85,
)
