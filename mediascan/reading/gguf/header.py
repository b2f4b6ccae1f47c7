"""The header of a GGUF file: version, counts, key-value pairs, and where each tensor lies.

"GGUF", u32 version, count of tensors, count of pairs, the pairs, the tensor infos; then, from the
next multiple of `general.alignment` on, the data. A tensor info is name, u32 number of dimensions,
the dimensions with the fastest first, u32 type, u64 offset in the data. The magic is the same in
big endian files; the version then looks byte-swapped.

Source: ggml `docs/gguf.md`; the checks are those of `gguf_init_from_file` in `ggml/src/gguf.cpp`.
"""

from math import prod

from mediascan.model.errors import Malformed
from mediascan.model.facts import TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.model.optimizer_names import SAMPLE, optimizer_evidence
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.gguf.tensor_types import TENSOR_TYPES
from mediascan.reading.gguf.values import Value, ValueReader
from mediascan.reading.window import Window

MAGIC = b"GGUF"
NEWEST = 3
_PROLOGUE = 8  # magic and version
_MOST_DIMENSIONS = 4  # GGML_MAX_DIMS
_MOST_ELEMENTS = (1 << 63) - 1  # ggml counts them in an i64
_DEFAULT_ALIGNMENT = 32
_KEPT_VALUES = 1024  # values kept: a header has about 50
_WRONG = 8  # complaints kept


class Header:
    """What a header says. `read` fills it; what was read before a fault stays in it."""

    def __init__(self, version: int, order: str) -> None:
        self.version = version
        self.order = order
        self.tensor_count = -1  # as announced, -1 before it was read
        self.pair_count = -1
        self.values: dict[str, Value] = {}
        self.tensors: list[TensorSample] = []  # the first ones
        self.fingerprint = Fingerprint()  # of the model's tensors
        self.tensors_at = 0  # where the first tensor info starts, 0 before it was read
        self.parameters: dict[str, int] = {}  # type -> numbers in tensors of the model
        self.optimizer_values = 0  # numbers in tensors of the optimizer
        self.optimizer_names: list[str] = []
        self.optimizer_at = 0  # where the first of these stands
        self.spans: list[tuple[int, int]] = []  # offset in the data, length (-1: not known)
        self.wrong: list[str] = []  # what is forbidden, but did not stop the reading
        self.data_at = -1  # where the data starts, -1 before it was read
        self.end = 0  # where the tensor infos end

    @property
    def complete(self) -> bool:
        """Whether all of it was read."""
        return self.data_at >= 0

    @property
    def unsized(self) -> bool:
        """Whether there is a tensor whose size is not known."""
        return any(length < 0 for _, length in self.spans)

    @property
    def ends_unsized(self) -> bool:
        """Whether the last tensor in the data is one whose size is not known."""
        return max(self.spans, default=(0, 0))[1] < 0

    @property
    def alignment(self) -> int:
        """What every tensor's offset is a multiple of, in bytes."""
        value = self.values.get("general.alignment")
        if value is None:
            return _DEFAULT_ALIGNMENT
        size = value.number
        if size is None or value.count is not None or size <= 0 or size & (size - 1):
            raise Malformed(f"alignment {value.text:.40} is not a power of two")
        return size

    @property
    def has_output(self) -> bool:
        """Whether there is an output matrix beside the one of the input."""
        return bool(self.fingerprint.shape_of((".output.weight",)))

    def read(self, window: Window) -> None:
        """Read all. Raises `InputFault` where it cannot go on."""
        reader = ValueReader(window, _PROLOGUE, self.order, wide=self.version > 1)
        self.tensor_count = reader.length()
        self.pair_count = reader.length()
        self._read_pairs(reader, window.bounded(self.pair_count))
        self.tensors_at = reader.at
        self._read_tensors(reader, window.bounded(self.tensor_count))
        self.end = reader.at
        self.data_at = padded(self.end, self.alignment)

    def _read_pairs(self, reader: ValueReader, count: int) -> None:
        seen = set()
        for _ in range(count):
            at = reader.at
            key = reader.key()
            value = reader.value(at)
            if not key:
                raise Malformed(f"a key without a name at {at}")
            if key in seen:
                self._complain(f"key {key!r:.80} stands there twice")
            elif len(self.values) < _KEPT_VALUES:
                self.values[key] = value
            seen.add(key)
            self._note_optimizer(key, at)

    def _read_tensors(self, reader: ValueReader, count: int) -> None:
        alignment = self.alignment
        seen = set()
        for _ in range(count):
            at = reader.at
            name = reader.key()
            shape = self._shape(reader, name)
            kind = reader.number("I")
            offset = reader.number("Q")
            if name in seen:
                self._complain(f"tensor {name!r:.80} stands there twice")
            if offset % alignment:
                self._complain(f"tensor {name!r:.80} is not aligned to {alignment} bytes")
            seen.add(name)
            dtype, size = self._measure(name, shape, kind)
            self.spans.append((offset, size))
            if self._note_optimizer(name, at):
                self.optimizer_values += prod(shape)
            else:
                self.parameters[dtype] = self.parameters.get(dtype, 0) + prod(shape)
                self.fingerprint.add(name, shape)
            if len(self.tensors) < LIST_LENGTH:
                self.tensors.append(TensorSample(name=name, dtype=dtype, shape=shape))

    def _shape(self, reader: ValueReader, name: str) -> list[int]:
        """The dimensions, the slowest first as in other formats."""
        count = reader.number("I")
        if count > _MOST_DIMENSIONS:
            raise Malformed(f"tensor {name!r:.80} has {count} dimensions")
        shape = [reader.length() for _ in range(count)][::-1]
        if prod(shape) > _MOST_ELEMENTS:
            raise Malformed(f"tensor {name!r:.80} has more than {_MOST_ELEMENTS} numbers")
        return shape

    def _measure(self, name: str, shape: list[int], kind: int) -> tuple[str, int]:
        """The name of a tensor's type, and its bytes: -1 where the type is not known."""
        known = TENSOR_TYPES.get(kind)
        if known is None:
            return f"type {kind}", -1
        if shape and shape[-1] % known.elements:
            self._complain(f"tensor {name!r:.80}: rows of {shape[-1]} do not fit {known.name}")
        return known.name, -(-prod(shape) // known.elements) * known.size

    def _note_optimizer(self, name: str, at: int) -> bool:
        """Whether `name`, which stands at `at`, is one that only optimizer state has."""
        found = optimizer_evidence((name,))
        if found and len(self.optimizer_names) < SAMPLE:
            self.optimizer_at = self.optimizer_at or at
            self.optimizer_names += found
        return bool(found)

    def _complain(self, message: str) -> None:
        if len(self.wrong) < _WRONG:
            self.wrong.append(message)


def padded(length: int, alignment: int) -> int:
    """The first multiple of `alignment` that is not below `length`."""
    return -(-length // alignment) * alignment
