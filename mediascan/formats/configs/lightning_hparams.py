"""hparams.yaml of PyTorch Lightning: the settings that a run kept. YAML.

The file has no keys of its own. It is taken where it names an object of Python, which only the
unsafe loaders of YAML make, or where a good part of its keys are those of training a network.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.run_dialects import add_run, dialect
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    below,
    describe_yaml,
    read_yaml,
    sample,
)
from mediascan.reading.window import Window

_WORDS = (b"\nlearning_rate:", b"\nlr:", b"\nweight_decay:", b"\nbatch_size:")
_KEYS = (frozenset(("learning_rate",)), frozenset(("lr",)), frozenset(("weight_decay",)),
         frozenset(("batch_size",)))  # fmt: skip
_COMMON = frozenset(
    ("learning_rate", "lr", "weight_decay", "batch_size", "train_batch_size", "eval_batch_size",
     "warmup_steps", "epochs", "max_epochs", "num_epochs", "max_steps", "accumulate_grad_batches",
     "gradient_accumulation_steps", "dropout", "hidden_size", "hidden_dim", "num_layers",
     "n_layers", "optimizer", "scheduler", "lr_scheduler", "gradient_clip_val", "num_workers",
     "precision", "gpus", "devices", "betas", "adam_epsilon", "momentum", "seed", "d_model",
     "n_heads", "num_heads", "vocab_size", "model_name", "model_name_or_path", "data_dir",
     "dataset", "embedding_dim", "num_classes", "lr_decay", "beta1", "beta2", "eps",
     "warmup_ratio", "train_path", "val_path")
)  # fmt: skip
_LEAST = 5  # keys of training


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _KEYS)
    if found is None or dialect(found):
        return None
    known = _COMMON & found.keys.keys()
    if len(known) < _LEAST or len(known) * 4 < len(found.keys):
        return None
    facts = Facts()
    add_run(found.values, facts)
    objects = [one for one in below(found.values, "") if one.startswith("!!python/")]
    if objects:
        facts["needs_code"] = objects
    facts["metadata"] = sample(found.values)
    return describe_yaml("lightning_hparams", window, found, facts, _WORDS)


FORMAT = Format(
    id="lightning_hparams",
    title="Hyperparameters of a training run",
    kind=Kind.CONFIG,
    reference="https://lightning.ai/docs/pytorch/stable/common/hyperparameters.html",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
