"""`Meshes`: the device meshes over which arrays are spread, as parallel layout.

An axis has a name that its author chose; those that the well-known trainers use are told by the
way of parallelism that they stand for.

Sources: AxisNames in MaxText, EasyLM, T5X, Levanter, big_vision.
"""

from math import prod
from typing import Any

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH

_DATA = {"data", "dp", "fsdp", "fsdp_transpose", "replica", "batch", "zero", "dcn"}
_TENSOR = {"model", "tensor", "mp", "tp", "tensor_parallel", "tensor_transpose"}
_AXES = 16
_MOST_DEVICES = 1 << 24


class Meshes:
    """The different meshes of one file, with how many arrays are on each."""

    def __init__(self) -> None:
        self._found: dict[tuple[tuple[str, int], ...], int] = {}
        self._specs: dict[str, int] = {}

    def add(self, names: Any, shape: Any, spec: Any = None) -> bool:
        """Take one mesh and how an array lies on it; False where it is none."""
        if not isinstance(names, list) or not isinstance(shape, list) or len(shape) > _AXES:
            return False
        if len(names) != len(shape) or not all(isinstance(one, str) for one in names):
            return False
        if not all(type(one) is int and 0 < one <= _MOST_DEVICES for one in shape):
            return False
        mesh = tuple(zip((one[:64] for one in names), shape, strict=True))
        if mesh in self._found or len(self._found) < LIST_LENGTH:
            self._found[mesh] = self._found.get(mesh, 0) + 1
        told = str(spec)[:TEXT_LENGTH]
        if spec is not None and (told in self._specs or len(self._specs) < LIST_LENGTH):
            self._specs[told] = self._specs.get(told, 0) + 1
        return True

    def say(self, facts: Facts) -> None:
        """Tell the layout of the largest mesh in `facts`, and all of them in its metadata."""
        if not self._found:
            return
        largest = max(self._found, key=lambda mesh: prod(size for _, size in mesh))
        facts["world_size"] = prod(size for _, size in largest)
        data = [size for name, size in largest if name.lower() in _DATA]
        tensor = [size for name, size in largest if name.lower() in _TENSOR]
        by_name = {name.lower(): size for name, size in largest}
        if data:
            facts["data_parallel"] = prod(data)
        if tensor:
            facts["tensor_parallel"] = prod(tensor)
        if stages := by_name.get("stage", by_name.get("pipeline", by_name.get("pipe", 0))):
            facts["pipeline_parallel"] = stages
        if experts := by_name.get("expert", by_name.get("ep", 0)):
            facts["expert_parallel"] = experts
        if context := by_name.get("context", by_name.get("sequence", by_name.get("sp", 0))):
            facts["context_parallel"] = context
        meshes = [
            f"{' x '.join(f'{name} {size}' for name, size in mesh) or 'one device'}: {count} arrays"
            for mesh, count in self._found.items()
        ]
        metadata = {"meshes": "; ".join(meshes)[:TEXT_LENGTH]}
        if self._specs:
            specs = [f"{spec}: {count}" for spec, count in self._specs.items()]
            metadata["partition specs"] = "; ".join(specs)[:TEXT_LENGTH]
        facts["metadata"] = facts.get("metadata", {}) | metadata
