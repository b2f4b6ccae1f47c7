"""`StateTree`: the arrays in a tree of MessagePack, as Flax writes it, and T5X and Orbax with it.

An array is extension 1 (3 for a numpy scalar) whose payload is [shape, dtype name, bytes]; one of
more than 2**30 bytes is a map with a shape and chunks. T5X and Orbax keep arrays in folders beside
the tree: a TensorStore spec stands for each, or a text that starts with "PLACEHOLDER://".

Source: google/flax flax/serialization.py; google-research/t5x t5x/checkpoints.py.
"""

from math import prod

from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, FaultKind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.msgpack import (
    ARRAY,
    BINARY,
    EXTENSION,
    INTEGER,
    TEXT,
    Token,
    Walker,
    leaves,
)
from mediascan.reading.jax.names import ITEM_BYTES, add_optimizer, numpy_name
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_CHUNKED = "__msgpack_chunked_array__"
_ELSEWHERE = "PLACEHOLDER://"
_MOST = 1_000_000  # tokens of one file
_DIMENSIONS = 32
_SMALL = 8  # bytes of a number that is read: the training step
_RANDOM = {"rng", "dropout_rng", "rngs"}


class StateTree:
    """What a walk over the tree found, as far as it went."""

    def __init__(self) -> None:
        self.tally = TensorTally()
        self.arrays = 0  # with their bytes in this file
        self.array_at = -1  # where the first of them starts
        self.data_bytes = 0
        self.spec_at = -1
        self.elsewhere: list[str] = []  # where the bytes of other arrays are, a sample
        self.elsewhere_count = 0
        self.numbers: dict[str, int] = {}  # the few whole numbers that stand in the tree by name
        self.root_keys: dict[str, None] = {}
        self.wrong: list[str] = []
        self.end = 0  # where the walk came to
        self.missing = 0  # bytes of the value in which the file ends
        self.stopped: InputFault | None = None
        self._leaf_names: dict[str, None] = {}  # last keys in the optimizer's part
        self._traces = Traces()
        self._random = False
        self._prefix: tuple[str, ...] = ()  # of the group that is open
        self._group: dict[str, str | int | Token] = {}

    def read(self, window: Window) -> None:
        """Walk over the tree that `window` starts with; what ends the walk is kept."""
        walker = Walker(window)
        try:
            for path, token in leaves(walker, _MOST):
                self._take(walker, path, token)
            self._close()
        except InputFault as bad:
            self.stopped = bad
        self.end = walker.at
        self.missing = walker.missing

    def say(self, facts: Facts) -> None:
        """Tell in `facts` what was found."""
        facts["root_keys"] = list(self.root_keys)
        self.tally.say(facts, whole=self.stopped is None)
        add_optimizer(facts, self._leaf_names)
        if "step" in self.numbers:
            facts["training_step"] = self.numbers["step"]
        if self._random:
            facts["random_state"] = True
        if self.arrays:
            facts["declared_bytes"] = self.data_bytes
        if self.missing:
            facts["missing_bytes"] = self.missing
        self._traces.say(facts)

    def faults(self, size: int, facts: Facts) -> tuple[Fault, ...]:
        """What is wrong with the tree in a file of `size` bytes; bytes behind it go to `facts`."""
        faults = [Fault(FaultKind.MALFORMED, one) for one in self.wrong]
        if self.stopped:
            faults.append(fault_of(self.stopped, f"read up to byte {self.end}: "))
        elif (behind := size - self.end) > 0:
            facts["trailing_bytes"] = behind
            faults.append(Fault(FaultKind.MALFORMED, f"{behind} bytes behind the tree"))
        return tuple(faults)

    def links(self) -> tuple[Link, ...]:
        """Where the bytes of other arrays lie, as far as the sample goes."""
        return tuple(
            Link("external-data", place, number, self.elsewhere_count, from_name=False)
            for number, place in enumerate(self.elsewhere)
        )

    def _take(self, walker: Walker, path: tuple[str, ...], token: Token) -> None:
        if path and len(self.root_keys) < LIST_LENGTH:
            self.root_keys.setdefault(path[0][:TEXT_LENGTH])
        if self._group and path[: len(self._prefix)] == self._prefix:
            self._add_to_group(walker, path, token)
            return
        self._close()
        last = path[-1] if path else ""
        if last == _CHUNKED or (last == "driver" and token.kind == TEXT):
            self._prefix = path[:-1]
            self._add_to_group(walker, path, token)
        elif token.kind == EXTENSION:
            self._take_extension(walker, path, token)
        elif token.kind == INTEGER:
            self._note_number(path, token.value)
        elif token.kind == TEXT:
            self._take_text(path, walker.text(token, TEXT_LENGTH))

    def _take_text(self, path: tuple[str, ...], text: str) -> None:
        if text.startswith(_ELSEWHERE):
            self._note_elsewhere(text.removeprefix(_ELSEWHERE))
            self._count(path, "", ())
        else:
            self._traces.add(text, ".".join(path))

    def _take_extension(self, walker: Walker, path: tuple[str, ...], token: Token) -> None:
        if token.value not in (1, 3):
            return
        shape, dtype, size, at = _array(walker, token)
        if self.array_at < 0:
            self.array_at = token.at
        self.arrays += 1
        self.data_bytes += size
        self._check(path, shape, dtype, size)
        self._count(path, dtype, shape)
        if not shape and 0 < size <= _SMALL and "int" in dtype:
            raw = walker.payload(Token(BINARY, 0, at, size), _SMALL)
            self._note_number(path, int.from_bytes(raw, "little", signed=dtype[0] != "u"))

    def _check(self, path: tuple[str, ...], shape: list[int], dtype: str, size: int) -> None:
        if prod(shape) * ITEM_BYTES[dtype] != size and len(self.wrong) < 8:
            name = ".".join(path)
            self.wrong.append(f"array {name!r:.80}: {size} bytes for {shape!r:.80} of {dtype}")

    def _count(self, path: tuple[str, ...], dtype: str, shape: list[int] | tuple[()]) -> None:
        """Count one array under the name that a reader of the library would use."""
        state = path[:2] == ("optimizer", "state") or "opt_state" in path
        if path[:1] == ("optimizer",):
            path = path[1:]
        if state and len(self._leaf_names) < LIST_LENGTH:
            for key in path:
                self._leaf_names.setdefault(key)
        self._random = self._random or not _RANDOM.isdisjoint(path)
        self.tally.add(".".join(path), dtype, shape, state=state)

    def _note_number(self, path: tuple[str, ...], value: int) -> None:
        short = path[1:] if path[:1] in (("optimizer",), ("state",)) else path
        short = short[1:] if short[:1] == ("state",) else short
        if len(short) == 1 and len(self.numbers) < LIST_LENGTH:
            self.numbers.setdefault(short[0], value)

    def _note_elsewhere(self, place: str) -> None:
        self.elsewhere_count += 1
        if len(self.elsewhere) < LIST_LENGTH:
            self.elsewhere.append(place[:TEXT_LENGTH])

    def _add_to_group(self, walker: Walker, path: tuple[str, ...], token: Token) -> None:
        """Keep one value of a spec or of an array in chunks."""
        key = ".".join(path[len(self._prefix) :])
        if len(self._group) >= 4096:
            raise Malformed(f"more than 4096 values in the description of {'.'.join(path)!r:.80}")
        match token.kind:
            case 2:  # TEXT
                self._group[key] = walker.text(token, TEXT_LENGTH)
            case 5:  # INTEGER
                self._group[key] = token.value
            case _:
                self._group[key] = token
        if token.kind == EXTENSION and self.array_at < 0:
            self.array_at = token.at
        if key.startswith("chunks.") and token.kind == EXTENSION:
            _, dtype, size, _ = _array(walker, token)
            self._group["dtype"] = dtype
            before = self._group.get("bytes", 0)
            self._group["bytes"] = size + (before if isinstance(before, int) else 0)

    def _close(self) -> None:
        """Count what the open group describes."""
        group, self._group = self._group, {}
        if _CHUNKED in group:
            shape, dtype, size = _shape(group, "shape."), group.get("dtype"), group.get("bytes")
            if isinstance(dtype, str) and isinstance(size, int):
                self.arrays += 1
                self.data_bytes += size
                self._check(self._prefix, shape, dtype, size)
                self._count(self._prefix, dtype, shape)
        elif group:
            self._take_spec(group)

    def _take_spec(self, group: dict[str, str | int | Token]) -> None:
        place, told = group.get("kvstore.path"), group.get("dtype", group.get("metadata.dtype"))
        if not isinstance(place, str):
            return
        if self.spec_at < 0:
            self.spec_at = self.elsewhere_count
        self._note_elsewhere(place)
        self._traces.add(place, "kvstore.path")
        dtype = numpy_name(told) if isinstance(told, str) else ""
        self._count(self._prefix, dtype, _shape(group, "metadata.shape."))


def _shape(group: dict[str, str | int | Token], prefix: str) -> list[int]:
    found = []
    for axis in range(_DIMENSIONS):
        length = group.get(f"{prefix}{axis}")
        if not isinstance(length, int) or length < 0:
            break
        found.append(length)
    return found


def _array(walker: Walker, token: Token) -> tuple[list[int], str, int, int]:
    """Shape, dtype, bytes and where they start of the array in an extension."""
    at = walker.at
    walker.at = token.at
    outer, inner = walker.token(), walker.token()
    if (outer.kind, outer.value, inner.kind) != (ARRAY, 3, ARRAY) or inner.value > _DIMENSIONS:
        raise Malformed(f"extension {token.value} at {token.at} holds no array")
    shape = [walker.token() for _ in range(inner.value)]
    name, data = walker.token(), walker.token()
    if any(one.kind != INTEGER or one.value < 0 for one in shape) or name.kind != TEXT:
        raise Malformed(f"extension {token.value} at {token.at} holds no array")
    dtype = walker.text(name)
    if data.kind != BINARY or walker.at != token.at + token.size or dtype not in ITEM_BYTES:
        raise Malformed(f"array at {token.at} of type {dtype!r:.40} is not as long as told")
    walker.at = at
    return [one.value for one in shape], dtype, data.size, data.at
