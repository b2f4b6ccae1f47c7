"""`Objects`: walks over the values of a Torch7 file and counts networks and tensors.

The walk keeps its own stack, so that a value may be nested as deep as the file is long.
"""

from math import prod

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.torch7.values import Fields
from mediascan.reading.traces import Traces

_NIL, _NUMBER, _TEXT, _TABLE, _OBJECT, _TRUTH = range(6)
_FUNCTIONS = (6, 7, 8)
_MOST = 1_000_000  # values of one file
_DEPTH = 10_000
_SHARED = 500_000  # objects remembered
_DIMENSIONS = 32
_ITEMS = {
    "Byte": ("uint8", 1),
    "Char": ("int8", 1),
    "Short": ("int16", 2),
    "Int": ("int32", 4),
    "Long": ("int64", 8),
    "Float": ("float32", 4),
    "Double": ("float64", 8),
    "Half": ("float16", 2),
    "Cuda": ("float32", 4),
    "CudaHalf": ("float16", 2),
    "CudaDouble": ("float64", 8),
    "CudaByte": ("uint8", 1),
    "CudaChar": ("int8", 1),
    "CudaShort": ("int16", 2),
    "CudaInt": ("int32", 4),
    "CudaLong": ("int64", 8),
}
_BUFFERS = {"output", "gradInput", "gradWeight", "gradBias", "fgradInput", "finput", "buffer"}


class Objects:
    """What the values of one file are."""

    def __init__(self, fields: Fields) -> None:
        self.classes: dict[str, int] = {}
        self.wrong: list[str] = []
        self.storage_bytes = 0
        self._fields = fields
        self._tally = TensorTally()
        self._traces = Traces()
        self._seen: set[int] = set()
        self._keys: list[str] = []  # of the first table
        self._functions = 0
        self._buffers = 0
        self._version = ""
        # What is still to be read: values of objects (-1), or key-value pairs of tables.
        self._stack: list[list[int]] = []
        self._path: list[str] = []

    def read(self) -> None:
        """Walk over the one value of the file."""
        self._value()
        for _ in range(_MOST):
            if not self._stack:
                return
            top = self._stack[-1]
            if not top[0]:
                self._stack.pop()
                self._path.pop()
                continue
            top[0] -= 1
            if top[1]:
                self._key()
            self._value()
        raise LimitExceeded(f"more than {_MOST} values")

    def say(self, facts: Facts, *, whole: bool) -> None:
        """Tell in `facts` what was found."""
        modules = {name: n for name, n in self.classes.items() if not name.startswith("torch.")}
        if modules:
            facts["architecture"] = next(iter(modules))
            top = sorted(modules.items(), key=lambda one: (-one[1], one[0]))
            facts["operators"] = dict(top[:LIST_LENGTH])
        if self._keys:
            facts["root_keys"] = self._keys
        self._tally.say(facts, whole=whole)
        facts["declared_bytes"] = self.storage_bytes
        metadata = {}
        if self._buffers:
            metadata["tensors of outputs and gradients, not counted"] = str(self._buffers)
        if self._functions:
            metadata["Lua functions as byte code"] = str(self._functions)
            facts["code_members"] = ["Lua byte code"]
        if metadata:
            facts["metadata"] = metadata
        self._traces.say(facts)

    def _key(self) -> None:
        """The key of a pair; one that is a number or a table gives the number of the pair."""
        kind = self._fields.integer()
        name = "?"
        if kind == _TEXT:
            name = self._fields.text(TEXT_LENGTH)
        elif kind == _NUMBER:
            self._fields.number()
            name = str(self._stack[-1][2])
            self._stack[-1][2] += 1
        elif kind == _TRUTH:
            self._fields.integer()
        else:
            raise Malformed(f"a key of type {kind} at {self._fields.at}")
        self._path[-1] = name
        if len(self._stack) <= 2 and len(self._keys) < LIST_LENGTH and kind == _TEXT:
            self._keys.append(name)

    def _value(self) -> None:
        kind = self._fields.integer()
        if kind == _NUMBER:
            self._fields.number()
        elif kind == _TRUTH:
            self._fields.integer()
        elif kind == _TEXT:
            text = self._fields.text(TEXT_LENGTH)
            self._traces.add(text, self._path[-1] if self._path else "")
        elif kind in (_TABLE, _OBJECT, *_FUNCTIONS):
            self._shared(kind)
        elif kind != _NIL:
            raise Malformed(f"a value of type {kind} at {self._fields.at}")

    def _shared(self, kind: int) -> None:
        """A value that may stand elsewhere already: then only its number follows."""
        number = self._fields.integer()
        if number in self._seen:
            return
        if len(self._seen) >= _SHARED:
            raise LimitExceeded(f"more than {_SHARED} objects")
        self._seen.add(number)
        if kind == _TABLE:
            self._push(self._fields.integer(), pairs=True)
        elif kind == _OBJECT:
            self._object()
        else:
            self._functions += 1
            self._fields.skip(self._fields.integer(), 1)
            self._push(1, pairs=False)  # what it refers to

    def _push(self, count: int, *, pairs: bool) -> None:
        if not 0 <= count <= _MOST or len(self._stack) >= _DEPTH:
            raise Malformed(f"{count} values at {self._fields.at}")
        self._stack.append([count, int(pairs), 1])
        self._path.append("")

    def _object(self) -> None:
        version = self._fields.text(TEXT_LENGTH)
        name = self._fields.text(TEXT_LENGTH) if version.startswith("V ") else version
        if not name.isprintable() or not name:
            raise Malformed(f"a class without a name at {self._fields.at}")
        if name in self.classes or len(self.classes) < 4096:
            self.classes[name] = self.classes.get(name, 0) + 1
        short = name.removeprefix("torch.")
        if short.endswith("Tensor") and short[:-6] in _ITEMS:
            self._tensor(_ITEMS[short[:-6]][0])
        elif short.endswith("Storage") and short[:-7] in _ITEMS:
            self._storage(_ITEMS[short[:-7]][1])
        else:
            self._push(1, pairs=False)

    def _tensor(self, dtype: str) -> None:
        dimensions = self._fields.integer()
        if not 0 <= dimensions <= _DIMENSIONS:
            raise Malformed(f"a tensor of {dimensions} dimensions at {self._fields.at}")
        shape = self._fields.integers(dimensions)
        self._fields.integers(dimensions)  # strides
        self._fields.integers(1)  # offset in the storage, from 1
        if any(not 0 <= length < 1 << 48 for length in shape):
            raise Malformed(f"a tensor of {shape!r:.80}")
        own = self._path[-1] if self._path else ""
        if own in _BUFFERS:
            self._buffers += 1
        elif dimensions and prod(shape):
            parts = [part for part in self._path if part not in ("", "modules")]
            self._tally.add(".".join(parts) or "tensor", dtype, shape)
        self._push(1, pairs=False)  # its storage

    def _storage(self, width: int) -> None:
        (count,) = self._fields.integers(1)
        if not 0 <= count < 1 << 48:
            raise Malformed(f"a storage of {count} numbers at {self._fields.at}")
        self.storage_bytes += self._fields.skip(count, width)
