"""What MLIR bytecode tells, in the words of a finding: for a file of its own and inside another."""

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.mlir.bytecode import NAMES, Bytecode
from mediascan.reading.traces import Traces

_STABLEHLO = {"vhlo", "stablehlo"}
_TRACED = 20_000  # strings looked at


def say_bytecode(found: Bytecode, facts: Facts) -> None:
    """Tell producer, dialects, operations and what the strings leave inside."""
    facts["producer"] = found.producer
    facts["version"] = f"bytecode {found.version}"
    if found.dialects:
        kind = "StableHLO" if _STABLEHLO & found.dialects.keys() else ""
        facts["metadata"] = facts.get("metadata", {}) | _metadata(found)
        if kind:
            facts["framework"] = kind
    if found.sections:
        facts["declared_bytes"] = found.constant_bytes
    traces = Traces()
    for text in found.strings[:_TRACED]:
        traces.add(text, "location")
    traces.say(facts)


def _metadata(found: Bytecode) -> dict[str, str]:
    metadata = {"dialects": ", ".join(found.dialects)[:TEXT_LENGTH]}
    for name, operations in list(found.dialects.items())[:LIST_LENGTH]:
        if operations:
            metadata[f"operations of {name}"] = ", ".join(operations)[:TEXT_LENGTH]
    sizes = [f"{NAMES[one]} {size}" for one, (_, size) in found.sections.items()]
    metadata["bytes of sections"] = ", ".join(sizes)
    return metadata
