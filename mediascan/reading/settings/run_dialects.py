"""The keys by which programs that train models call the same settings, and that tell them apart."""

from typing import NamedTuple

from mediascan.model.facts import Facts
from mediascan.reading.encodings.yaml_lines import YamlLines
from mediascan.reading.settings.yaml_settings import below, set_text, whole_text


class Dialect(NamedTuple):
    """A program, and the keys at the top of which one set must be there."""

    program: str
    keys: tuple[frozenset[str], ...]


def _sets(*texts: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(text.split()) for text in texts)


DIALECTS = (
    Dialect(
        "axolotl",
        _sets(
            "base_model sequence_len", "base_model micro_batch_size datasets",
            "base_model datasets num_epochs", "base_model datasets adapter",
        ),
    ),
    Dialect(
        "LLaMA-Factory",
        _sets(
            "model_name_or_path stage finetuning_type", "model_name_or_path stage template",
            "model_name_or_path finetuning_type template",
        ),
    ),
    Dialect("verl", _sets("actor_rollout_ref data trainer", "actor_rollout_ref algorithm")),
    Dialect("nanotron", _sets("parallelism tokens general", "parallelism data_stages model")),
    Dialect("Composer", _sets("max_duration train_loader")),
    Dialect("OLMo", _sets("model optimizer data device_train_microbatch_size")),
    Dialect("Composer", _sets("max_duration model optimizer", "max_duration models")),
    Dialect(
        "GPT-NeoX",
        _sets(
            "pipe-parallel-size model-parallel-size", "pipe_parallel_size model_parallel_size",
            "pipe-parallel-size num-layers", "pipe_parallel_size num_layers",
        ),
    ),
    Dialect("fairseq", _sets("task criterion optimization", "task criterion distributed_training")),
    Dialect(
        "Lightning",
        _sets("seed_everything trainer model", "seed_everything trainer data",
              "seed_everything model data"),
    ),
    Dialect(
        "transformers",
        _sets(
            "model_name_or_path learning_rate", "model_name_or_path per_device_train_batch_size",
            "model_name_or_path output_dir num_train_epochs",
        ),
    ),
)  # fmt: skip
_TORCHTUNE = "model._component_"


def dialect(found: YamlLines) -> str:
    """Whose settings they are; empty where they are nobody's that is known."""
    if _TORCHTUNE in found.values and "dataset" in found.keys:
        return "torchtune"
    keys = found.keys.keys()
    return next((one.program for one in DIALECTS if any(k <= keys for k in one.keys)), "")


_BASE = ("pretrained_model_name_or_path", "base_model", "model_name_or_path",
         "actor_rollout_ref.model.path", "model.pretrained_model_name_or_path",
         "checkpointer.checkpoint_dir", "hf_model_name")  # fmt: skip
_RATE = ("learning_rate", "optimizer.lr", "optimizer.learning_rate", "optim.lr", "lr",
         "optimizer.learning_rate_scheduler.learning_rate", "optimization.lr.0",
         "optimizer.params.lr", "actor_rollout_ref.actor.optim.lr", "model.optim.lr",
         "model.optimizer.lr")  # fmt: skip
_BATCH = ("global_train_batch_size", "data.train_batch_size", "train_batch_size", "batch_size",
          "global_batch_size", "train-batch-size", "model.global_batch_size")  # fmt: skip
_MICRO = ("training.local_batch_size", "training.batch_size", "micro_batch_size",
          "per_device_train_batch_size", "device_train_microbatch_size",
          "train_micro_batch_size_per_gpu", "tokens.micro_batch_size", "model.micro_batch_size",
          "train-micro-batch-size-per-gpu", "dataset.batch_size")  # fmt: skip
_LENGTH = ("training.seq_len", "sequence_len", "cutoff_len", "max_seq_length", "max_seq_len",
           "seq_length", "tokens.sequence_length", "model.max_sequence_length",
           "tokenizer.max_seq_len", "seq-length", "data.max_prompt_length",
           "model.encoder_seq_length")  # fmt: skip
_STEPS = ("training.steps", "max_train_steps", "max_steps", "tokens.train_steps", "train_iters",
          "train-iters", "trainer.max_steps", "max_steps_per_epoch", "optimization.max_update",
          "trainer.total_training_steps")  # fmt: skip
_TENSOR = ("parallelism.tp", "parallelism.tensor_parallel_degree", "model-parallel-size",
           "model_parallel_size", "tensor_parallel_size", "model.tensor_model_parallel_size",
           "tensor_model_parallel_size")  # fmt: skip
_PIPELINE = ("parallelism.pp", "parallelism.pipeline_parallel_degree", "pipe-parallel-size",
             "pipe_parallel_size", "model.pipeline_model_parallel_size",
             "pipeline_model_parallel_size")  # fmt: skip
_OPTIMIZER = ("optimizer", "optim", "optimizer.name", "optimizer.type", "optimizer._component_",
              "model.optim.name", "optimizer.optimizer_factory.name",
              "optimizer.class_path")  # fmt: skip
_DATA = ("datasets.", "data_local", "data_remote", "training.dataset", "train_data_dir", "dataset",
         "data.", "data_path", "data-path", "train_data", "train-data", "valid-data", "test-data",
         "data_stages.", "train_loader.dataset.", "dataset_mixer", "pretraining_dataset",
         "test_datasets.", "model.data.data_prefix")  # fmt: skip
_DATA_KEYS = ("path", "name", "source", "dataset", "dataset_dir", "data_files", "train_files",
              "val_files", "remote", "local", "data_path", "data_prefix", "hf_dataset_or_datasets",
              "dataset_folder")  # fmt: skip


def add_run(values: dict[str, str], facts: Facts) -> None:
    """Tell what is trained, on what and how, as far as the settings say it."""
    if base := set_text(values, *_BASE):
        facts["base_model"] = base
    if data := data_names(values):
        facts["data_paths"] = data
    if optimizer := set_text(values, *_OPTIMIZER):
        facts["optimizer"] = optimizer
    if rate := set_text(values, *_RATE):
        facts["learning_rate"] = rate
    if (batch := whole_text(values, *_BATCH)) is not None:
        facts["batch_size"] = batch
    if (micro := whole_text(values, *_MICRO)) is not None:
        facts["micro_batch_size"] = micro
    if (length := whole_text(values, *_LENGTH)) is not None:
        facts["sequence_length"] = length
    if (steps := whole_text(values, *_STEPS)) is not None:
        facts["max_steps"] = steps
    if (rank := whole_text(values, "lora_r", "lora_rank", "model.lora_rank")) is not None:
        facts["lora_rank"] = rank
    add_parallel(values, facts)


def add_parallel(values: dict[str, str], facts: Facts) -> None:
    """Tell how the run is split over devices."""
    if (tensor := whole_text(values, *_TENSOR)) is not None:
        facts["tensor_parallel"] = tensor
    if (pipeline := whole_text(values, *_PIPELINE)) is not None:
        facts["pipeline_parallel"] = pipeline
    if (data := whole_text(values, "parallelism.dp")) is not None:
        facts["data_parallel"] = data
    names = ("trainer.num_nodes", "trainer.nnodes", "num_nodes", "nnodes", "num_machines")
    if (machines := whole_text(values, *names)) is not None:
        facts["machine_count"] = machines
    ranks = ("world_size", "num_processes")
    if (count := whole_text(values, *ranks)) is not None:
        facts["world_size"] = count


def data_names(values: dict[str, str]) -> list[str]:
    """Names and paths of the data, in the order of the settings."""
    paths = [
        path
        for path in values
        if path.startswith(_DATA) and path.rstrip("0123456789.").rsplit(".", 1)[-1] in _ENDS
    ]
    found = below({path: values[path] for path in paths}, "")
    return [
        name
        for name in found
        if not name.replace(".", "").isdigit() and not name.startswith("${")  # set elsewhere
    ]


_ENDS = frozenset((*_DATA_KEYS, "data-path", "train-data-paths", "valid-data-paths", "datasets",
                   "pretraining_dataset", "test-data-paths", "paths", "data_local", "data_remote",
                   "_component_", "train_data_dir", "image_dir"))  # fmt: skip
