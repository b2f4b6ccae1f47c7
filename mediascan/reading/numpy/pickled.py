"""NumPy arrays inside a walked pickle: dtype, shape and how many bytes are there, no numbers.

Sources: numpy/_core/src/multiarray/methods.c (array_reduce: `_reconstruct` and a state of version,
shape, dtype, order, data), numpy/_core/numeric.py (`_frombuffer`, protocol 5), descriptor.c
(arraydescr_reduce); joblib/numpy_pickle.py (NumpyArrayWrapper); jax/_src/array.py
(`_reconstruct_array`). A program that reads bytes as numbers would believe a dtype and a shape;
here they count only as far as the bytes go.
"""

import re
from dataclasses import dataclass
from math import prod

from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.values import Call, Global, Skipped

_CODE = re.compile(r"[<>|=]?([a-zA-Z?])(\d{0,9})")
_NAMES = {
    **{f"f{width}": f"float{8 * width}" for width in (2, 4, 8, 16)},
    **{f"i{width}": f"int{8 * width}" for width in (1, 2, 4, 8)},
    **{f"u{width}": f"uint{8 * width}" for width in (1, 2, 4, 8)},
    **{f"c{width}": f"complex{8 * width}" for width in (8, 16, 32)},
    "b1": "bool",
}
_TYPES = {"bfloat16": 2, "float16": 2, "float32": 4, "float64": 8}  # of ml_dtypes and jax: a class
_DIMENSIONS = 64  # NPY_MAXDIMS of NumPy 2


@dataclass(frozen=True, slots=True)
class Dtype:
    """What one element is."""

    name: str  # "float32"; as NumPy spells it where it is no number
    width: int  # bytes an element
    objects: bool = False


@dataclass(frozen=True, slots=True)
class PickledArray:
    """One array; `stored` is how many bytes of data the file holds for it."""

    dtype: Dtype
    shape: tuple[int, ...]
    stored: int

    @property
    def size(self) -> int:
        """Bytes that dtype and shape announce."""
        return self.dtype.width * prod(self.shape)

    @property
    def is_number(self) -> bool:
        """Whether its elements are numbers, or structures of them: no texts, dates or objects."""
        return bool(self.dtype.width) and self.dtype.name[:1] not in "USMmO"

    @property
    def is_random_state(self) -> bool:
        """Whether it is the key of a Mersenne twister (numpy/random/_mt19937.pyx)."""
        return self.dtype.name == "uint32" and self.shape == (624,)


def array_of(value: object) -> PickledArray | None:  # noqa: PLR0911 - one return a way to write it
    """The array that `value` would become; None where it is something else."""
    if not isinstance(value, Call) or not isinstance(value.function, Global):
        return None
    match value.function.name, value.arguments:
        case "_reconstruct", _:
            return _from_state(value.state)
        case "_frombuffer", (data, dtype, shape, *_):
            return _array(dtype, shape, data)
        case "_reconstruct_array", (_, _, state, *_):
            return _from_state(state)
        case "NumpyArrayWrapper", _:
            fields = table_of(value)
            found = _array(fields.get("dtype"), fields.get("shape"), None)
            return found and PickledArray(found.dtype, found.shape, found.size)
        case "scalar", (dtype, data):
            return _array(dtype, (), data)
    return None


def _from_state(state: object) -> PickledArray | None:
    match state:
        case (int(), shape, dtype, _, data):
            return _array(dtype, shape, data)
        case (shape, dtype, _, data):  # before version 1 was told
            return _array(dtype, shape, data)
    return None


def _array(dtype: object, shape: object, data: object) -> PickledArray | None:
    kind, lengths = dtype_of(dtype), lengths_of(shape)
    if kind is None or lengths is None:
        return None
    return PickledArray(kind, lengths, _stored(data))


def lengths_of(shape: object) -> tuple[int, ...] | None:
    if not isinstance(shape, tuple) or len(shape) > _DIMENSIONS:
        return None
    lengths = tuple(n for n in shape if isinstance(n, int) and 0 <= n < 1 << 63)
    return lengths if len(lengths) == len(shape) else None


def dtype_of(value: object) -> Dtype | None:
    """The dtype that `numpy.dtype(...)` and its state make."""
    if isinstance(value, Global):
        return Dtype(value.name, _TYPES.get(value.name, 0))
    if not isinstance(value, Call) or not isinstance(value.arguments, tuple) or not value.arguments:
        return None
    code = value.arguments[0]
    if isinstance(code, Global):
        return Dtype(code.name, _TYPES.get(code.name, 0))
    found = _CODE.fullmatch(code) if isinstance(code, str) else None
    if found is None:
        return None
    width = int(found[2] or 1)
    match value.state:
        case (_, _, _, _, _, int(told), *_) if 0 < told < 1 << 31:
            width = told  # of texts and structures
    return Dtype(_NAMES.get(found[0].lstrip("<>|="), found[0]), width, found[1] == "O")


def _stored(data: object) -> int:
    """Bytes of data: as bytes, as a text of Latin 1 letters, or inside a call that makes bytes."""
    match data:
        case bytes() | str():
            return len(data)
        case Skipped(length=length):
            return length
        case Call(arguments=(first, *_)):
            return 0 if isinstance(first, Call) else _stored(first)
    return 0
