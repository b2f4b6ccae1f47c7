"""Config of Hugging Face Accelerate: machines, processes and precision of a run. YAML."""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.reading.settings.yaml_settings import (
    STARTS,
    describe_yaml,
    read_yaml,
    sample,
    set_text,
    whole_text,
)
from mediascan.reading.window import Window

_WORDS = (b"\ncompute_environment:", b"\ndistributed_type:")
_KEYS = (frozenset(("compute_environment", "distributed_type")),
         frozenset(("distributed_type", "num_processes", "mixed_precision")))  # fmt: skip


def examine(window: Window) -> Finding | None:
    found = read_yaml(window, _KEYS)
    if found is None:
        return None
    values = found.values
    facts = Facts(framework=f"Accelerate, {set_text(values, 'distributed_type') or 'NO'}")
    if (count := whole_text(values, "num_processes")) is not None:
        facts["world_size"] = count
    if (machines := whole_text(values, "num_machines")) is not None:
        facts["machine_count"] = machines
    if precision := set_text(values, "mixed_precision"):
        facts["precision"] = precision
    if (stage := whole_text(values, "deepspeed_config.zero_stage")) is not None:
        facts["zero_stage"] = stage
    if host := set_text(values, "main_process_ip"):
        facts["host_names"] = [host]
    facts["metadata"] = sample(values)
    return describe_yaml("accelerate_config", window, found, facts, _WORDS)


FORMAT = Format(
    id="accelerate_config",
    title="Hugging Face Accelerate config",
    kind=Kind.CONFIG,
    reference="https://huggingface.co/docs/accelerate/package_reference/cli",
    examine=examine,
    signatures=tuple(map(Signature, STARTS)),
    suffixes=(".yaml", ".yml"),
    words=_WORDS,
    weak=True,
)
