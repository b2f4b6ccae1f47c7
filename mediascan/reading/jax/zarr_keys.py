"""`ZarrKeys`: the arrays behind the keys of a key-value store that holds zarr arrays.

`NAME/.zarray` (zarr 2) or `NAME/zarr.json` (zarr 3) describes an array, `NAME/0.0` or `NAME/c/0/0`
is one of its chunks. Orbax keeps small ones in the B+tree node itself, so shapes are there.
"""

import re

from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.compression.inflate import Method, inflate
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.jax.names import add_optimizer, numpy_name
from mediascan.reading.window import Window

_META = re.compile(r"(?:(.+)/)?(?:\.zarray|zarr\.json)", re.ASCII)
_CHUNK = re.compile(r"(?:(.+?)/)?(?:c(?:/\d+)*|\d+(?:\.\d+)*)", re.ASCII)
_MOST_NAMES = 100_000
_LONGEST_META = 1 << 14
_STEP = re.compile(r"(?:.+[./])?step", re.ASCII)
_NUMBER_BYTES = {"int32": 4, "uint32": 4, "int64": 8, "uint64": 8}


class ZarrKeys:
    """What the keys and the small values of a store say."""

    def __init__(self) -> None:
        self.described = 0  # arrays whose shape is known
        self._arrays: dict[str, tuple[str, list[int]]] = {}
        self._chunks: dict[str, None] = {}
        self._step = b""

    @property
    def count(self) -> int:
        return len(self._arrays)

    def add(self, key: str, value: bytes) -> None:
        """Take one key, and its value where that is at hand."""
        if len(self._arrays) >= _MOST_NAMES:
            return
        if meta := _META.fullmatch(key):
            name = meta[1] or ""
            self._arrays[name] = _described(value)
        elif chunk := _CHUNK.fullmatch(key):
            name = chunk[1] or ""
            self._arrays.setdefault(name, ("", []))
            if value and not self._step and _STEP.fullmatch(name):
                self._step = value
                self._chunks[name] = None

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what the arrays are; parameters only where all shapes are known."""
        tally = TensorTally()
        leaf_names: dict[str, None] = {}
        known = True
        for name, (dtype, shape) in self._arrays.items():
            dotted = name.replace("/", ".")
            parts = dotted.split(".")
            state = "opt_state" in parts or "param_states" in parts
            known = known and bool(dtype)
            tally.add(dotted, dtype, shape, state=state)
            if state and len(leaf_names) < LIST_LENGTH:
                leaf_names.update(dict.fromkeys(parts))
        tally.say(facts, whole=known and bool(self._arrays))
        if not known:
            facts["tensor_count"] = len(self._arrays)
        add_optimizer(facts, leaf_names)
        self._say_step(facts)

    def _say_step(self, facts: Facts) -> None:
        """The training step is an array of one number, so its only chunk is short."""
        name = next(iter(self._chunks), "")
        dtype, shape = self._arrays.get(name, ("", [1]))
        width = _NUMBER_BYTES.get(dtype)
        if not self._step or shape or not width:
            return
        data = self._step
        if len(data) != width:
            data = inflate(Window.over(data), Method.ZSTD, width).data
        if len(data) >= width:
            facts["training_step"] = int.from_bytes(data[:width], "little")


def _described(value: bytes) -> tuple[str, list[int]]:
    """Dtype and shape as the description has them; empty where it is not at hand."""
    if not value or len(value) > _LONGEST_META:
        return "", []
    try:
        described = parse_object(value, lenient=True)
    except InputFault:
        return "", []
    dtype, shape = described.get("dtype", described.get("data_type")), described.get("shape")
    if not isinstance(dtype, str) or not isinstance(shape, list) or len(shape) > LIST_LENGTH:
        return "", []
    if not all(type(one) is int and 0 <= one < 1 << 63 for one in shape):
        return "", []
    return numpy_name(dtype), shape
