"""config.yaml of a Weights & Biases run: settings, each a `key:` with a `value:` below. YAML."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.run_dialects import add_run
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    describe_yaml,
    read_yaml,
    sample,
    set_text,
    whole_text,
)
from mediascan.reading.window import Window

_WORDS = (b"\n_wandb:", b"\nwandb_version:")
_KEYS = (frozenset(("_wandb",)), frozenset(("wandb_version",)))


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _KEYS)
    if found is None:
        return None
    own = [path for path in found.values if path.startswith("_wandb.value.")]
    if not own and "wandb_version" not in found.values:
        return None
    values = {path.replace(".value", "", 1): one for path, one in found.values.items()}
    values = {path: one for path, one in values.items() if not path.startswith("_wandb.")}
    facts = Facts(framework="Weights & Biases")
    if name := set_text(values, "architectures.0", "model_type"):
        facts["architecture"] = name
    add_run(values, facts)
    if base := set_text(values, "_name_or_path"):
        facts.setdefault("base_model", base)
    if (layers := whole_text(values, "num_hidden_layers", "n_layer", "num_layers")) is not None:
        facts["layer_count"] = layers
    if (hidden := whole_text(values, "hidden_size", "n_embd")) is not None:
        facts["hidden_size"] = hidden
    facts["metadata"] = sample(values)
    return describe_yaml("wandb_config", window, found, facts, _WORDS)


FORMAT = Format(
    id="wandb_config",
    title="Settings of a Weights & Biases run",
    kind=Kind.CONFIG,
    reference="https://docs.wandb.ai/guides/track/config/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
