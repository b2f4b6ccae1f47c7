"""Settings of a training run in TOML: torchtitan, and the scripts of kohya for pictures.

torchtitan has tables `[model]` with a `flavor`, `[training]`, `[parallelism]`; kohya's name a model
under `pretrained_model_name_or_path`.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.encodings.toml_settings import parse_toml
from mediascan.reading.encodings.yaml_lines import YamlLines
from mediascan.reading.settings.run_dialects import add_run
from mediascan.reading.settings.yaml_settings import STARTS, describe_yaml, sample, set_text
from mediascan.reading.window import Window

_WORDS = (b"\n[training]", b"\npretrained_model_name_or_path =", b"\n[model_arguments]")
_LARGEST = 65_536  # bytes
_KOHYA = frozenset(
    ("network_module", "train_data_dir", "output_name", "unet_lr", "train_batch_size",
     "max_train_epochs", "max_train_steps", "dataset_config", "resolution")
)  # fmt: skip


def examine(window: Window) -> Finding | None:
    if window.size > _LARGEST:
        return None
    found = parse_toml(window.read(0, window.size))
    program = _program(found) if found else ""
    if found is None or not program:
        return None
    values = found.values
    facts = Facts(framework=program)
    if flavor := set_text(values, "model.flavor"):
        facts["model_name"] = f"{set_text(values, 'model.name')} {flavor}".strip()
    add_run(values, facts)
    facts["metadata"] = sample(values)
    return describe_yaml("training_toml", window, found, facts, _WORDS)


def _program(found: YamlLines) -> str:
    """Whose settings they are; of kohya's, the tables at the top are dropped."""
    values, tables = found.values, found.keys
    if "training" in tables and "model.flavor" in values:
        return "torchtitan"
    flat = {path.rpartition(".")[2]: value for path, value in values.items()}
    if "pretrained_model_name_or_path" in flat and len(_KOHYA & flat.keys()) >= 2:
        found.values = {**values, **flat} if len(flat) < len(values) else flat
        return "kohya"
    return ""


FORMAT = Format(
    id="training_toml",
    title="Settings of a training run in TOML",
    kind=Kind.CONFIG,
    reference="https://github.com/pytorch/torchtitan/blob/main/docs/extension.md",
    examine=examine,
    signatures=(*(Signature(one) for one in STARTS if one != b"{"), Signature(b"[")),
    suffixes=(".toml",),
    words=_WORDS,
    weak=True,
)
