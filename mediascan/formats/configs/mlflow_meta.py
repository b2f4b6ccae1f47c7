"""meta.yaml and MLmodel of MLflow: a run with its user and place, a model's flavours. YAML."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    describe_yaml,
    read_yaml,
    sample,
    set_text,
)
from mediascan.reading.window import Window

_WORDS = (b"\nlifecycle_stage:", b"\nartifact_uri:", b"\nmlflow_version:")
_KEYS = (frozenset(("artifact_uri", "lifecycle_stage", "run_id")),
         frozenset(("artifact_location", "experiment_id", "lifecycle_stage")),
         frozenset(("flavors", "mlflow_version")))  # fmt: skip


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _KEYS)
    if found is None:
        return None
    values = found.values
    facts = Facts(framework="MLflow")
    if name := set_text(values, "run_name", "name"):
        facts["model_name"] = name
    if version := set_text(values, "mlflow_version"):
        facts["producer"] = f"MLflow {version}"
    if user := set_text(values, "user_id"):
        facts["user_names"] = [user]
    if place := set_text(values, "artifact_uri", "artifact_location", "source_name"):
        facts["addresses"] = [place]
    if code := set_text(values, "flavors.python_function.loader_module"):
        facts["needs_code"] = [code]
    facts["metadata"] = sample(values)
    return describe_yaml("mlflow_meta", window, found, facts, _WORDS)


FORMAT = Format(
    id="mlflow_meta",
    title="MLflow run or model",
    kind=Kind.CONFIG,
    reference="https://mlflow.org/docs/latest/ml/model/",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
