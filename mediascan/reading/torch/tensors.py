"""Tensors as torch pickles them: a call of `torch._utils._rebuild_*` over a kept-away storage.

Argument orders and storage classes: torch/_utils.py and torch/storage.py (2.13); a storage is the
persistent id `("storage", class, key, location, elements[, view])` of torch/serialization.py.
"""

import re
import struct
from dataclasses import dataclass
from math import prod

from mediascan.reading.pickles.values import Call, Global, Persistent, Skipped
from mediascan.reading.window import Window

_TYPES = {
    "Float": ("float32", 4),
    "Double": ("float64", 8),
    "Half": ("float16", 2),
    "BFloat16": ("bfloat16", 2),
    "Byte": ("uint8", 1),
    "Char": ("int8", 1),
    "Bool": ("bool", 1),
    "Short": ("int16", 2),
    "Int": ("int32", 4),
    "Long": ("int64", 8),
    "ComplexFloat": ("complex64", 8),
    "ComplexDouble": ("complex128", 16),
    "QInt8": ("qint8", 1),
    "QUInt8": ("quint8", 1),
    "QInt32": ("qint32", 4),
    "QUInt4x2": ("quint4x2", 1),
    "QUInt2x4": ("quint2x4", 1),
    "Untyped": ("", 1),  # the call names the dtype
}
_WIDTHS = {name: width for name, width in _TYPES.values() if name} | {
    **dict.fromkeys(("float8_e4m3fn", "float8_e5m2", "float8_e4m3fnuz", "float8_e5m2fnuz"), 1),
    "float8_e8m0fnu": 1,
    "float4_e2m1fn_x2": 1,
    "uint16": 2,
    "uint32": 4,
    "uint64": 8,
}
_CLASS = re.compile(rb"ctorch\n_?([A-Z]\w*)Storage\n")
_SCALARS = {"float32": "f", "float64": "d", "int32": "i", "int64": "q"}
_MODULES = frozenset({"torch._utils", "torch._tensor"})
_DTYPE_AT = {"_rebuild_tensor_v3": 6}  # place of the dtype among the arguments
_ON_STORAGE = frozenset(
    {
        "_rebuild_tensor",
        "_rebuild_tensor_v2",
        "_rebuild_tensor_v3",
        "_rebuild_qtensor",
        "_rebuild_device_tensor_from_cpu_tensor",
    }
)
_DIMENSIONS = 64  # torch's own limit is 64 (c10/core, at::kMaxDims)


@dataclass(frozen=True, slots=True)
class Storage:
    """The bytes that one tensor or several share."""

    key: str
    dtype: str  # empty where the storage class does not tell
    width: int  # bytes an element
    elements: int

    @property
    def size(self) -> int:
        """Bytes."""
        return self.width * self.elements


@dataclass(frozen=True, slots=True)
class Tensor:
    """A view of a storage, or a tensor without bytes."""

    dtype: str
    shape: tuple[int, ...]
    storage: Storage | None
    offset: int  # in elements
    width: int = 0
    reach: int = 0  # elements of the storage up to the last one that the tensor uses

    @property
    def elements(self) -> int:
        return prod(self.shape)


def tensor_of(call: Call) -> Tensor | None:
    """The tensor that `call` would make; None where it makes something else."""
    function, arguments = call.function, call.arguments
    if not isinstance(function, Global) or function.module not in _MODULES:
        return None
    match function.name, arguments:
        case "_rebuild_from_type_v2", (kind, _, tuple() as inner, *_):
            return _plain(kind, inner)
        case (("_rebuild_parameter" | "_rebuild_parameter_with_state"), (Call() as inner, *_)):
            return _plain(inner.function, inner.arguments)
        case _:
            return _plain(function, arguments)


def _plain(function: object, arguments: object) -> Tensor | None:
    """As `tensor_of`, without the wrappers: they do not nest, so neither do we."""
    if not isinstance(function, Global) or function.module not in _MODULES:
        return None
    match function.name, arguments:
        case "_rebuild_meta_tensor_no_storage", (dtype, lengths, *_):
            shape = shape_of(lengths)
            return None if shape is None else Tensor(_dtype(dtype), shape, None, 0)
        case name, tuple() if name in _ON_STORAGE and len(arguments) >= 3:
            return _on_storage(name, arguments)
    return None


def _on_storage(name: str, arguments: tuple[object, ...]) -> Tensor | None:
    storage, shape = storage_of(arguments[0]), shape_of(arguments[2])
    offset = arguments[1]
    if storage is None or shape is None or not isinstance(offset, int):
        return None
    place = _DTYPE_AT.get(name, len(arguments))
    dtype = storage.dtype
    if place < len(arguments):
        dtype = _dtype(arguments[place]) or dtype
    strides = shape_of(arguments[3]) if len(arguments) > 3 else None
    last = sum((n - 1) * step for n, step in zip(shape, strides or (), strict=False))
    reach = offset + last + 1 if 0 not in shape else 0
    return Tensor(dtype, shape, storage, offset, _WIDTHS.get(dtype, storage.width), reach)


def scales_of(value: object) -> tuple[object, ...]:
    """Scales and zero points of a tensor that was quantized by channel; else empty."""
    match value:
        case Call(
            function=Global(name="_rebuild_qtensor"),
            arguments=(_, _, _, _, (Global(), _, _, *_) as scales, *_),
        ):
            return tuple(scales[1:3])
    return ()


def pieces_of(call: Call) -> tuple[object, ...] | None:
    """The numbers of a sparse or nested tensor, then the tensors that only say where they belong.

    None where `call` makes something else.
    """
    match call:
        case Call(
            function=Global(module="torch._utils", name="_rebuild_sparse_tensor"),
            arguments=(_, (first, second, third, *_)),
        ):
            if isinstance(third, Call) and tensor_of(third) is not None:
                return third, first, second  # compressed: starts of rows, columns, numbers
            return second, first  # coordinates, numbers, size
        case Call(
            function=Global(module="torch._utils", name="_rebuild_nested_tensor"),
            arguments=tuple() as pieces,
        ) if pieces:
            return pieces
    return None


def storage_of(value: object) -> Storage | None:
    """The storage that a persistent id names."""
    if isinstance(value, Call):
        return _loaded(value)
    if not isinstance(value, Persistent) or not isinstance(value.identity, tuple):
        return None
    match value.identity:
        case ("storage", Global() as kind, key, _, int(elements), *_) if 0 <= elements < 1 << 63:
            dtype, width = _TYPES.get(kind.name.lstrip("_").removesuffix("Storage"), ("", 0))
            return Storage(str(key)[:64], dtype, width, elements) if _short(key) else None
    return None


def _loaded(call: Call) -> Storage | None:
    """The storage that a plain pickle keeps as bytes: a whole file of torch's old format."""
    match call:
        case Call(
            function=Global(module="torch.storage", name="_load_from_bytes"),
            arguments=(bytes() | Skipped() as raw,),
        ):
            head, length = (raw.head, raw.length) if isinstance(raw, Skipped) else (raw, len(raw))
            kind = _CLASS.search(head)
            dtype, width = _TYPES.get(kind[1].decode() if kind else "", ("", 1))
            return Storage(f"bytes {id(call):x}", dtype, width, length // width)
    return None


def id_text(identity: object) -> str:
    """A persistent id, or a key, as text: old torch had whole numbers, and texts of them."""
    if isinstance(identity, int):
        return str(identity) if abs(identity) < 1 << 64 else ""
    return identity[:64] if isinstance(identity, str) else ""


def shape_of(value: object) -> tuple[int, ...] | None:
    """`value` as the lengths of a tensor's dimensions; None where it is not."""
    if isinstance(value, Call):  # torch.Size((...))
        match value.arguments:
            case (tuple() as inner,):
                value = inner
    if not isinstance(value, tuple) or len(value) > _DIMENSIONS:
        return None
    lengths = tuple(n for n in value if isinstance(n, int) and 0 <= n < 1 << 63)
    return lengths if len(lengths) == len(value) else None


def _dtype(value: object) -> str:
    return value.name if isinstance(value, Global) and value.module == "torch" else ""


def _short(key: object) -> bool:
    if isinstance(key, int):  # torch.package counts
        return 0 <= key < 1 << 32
    return isinstance(key, str) and len(key) <= 64


def counter_in(window: Window, tensor: Tensor, order: str = "<") -> int | None:
    """The whole number that `tensor` holds, whose storage is `window`; None where it is none."""
    code = _SCALARS.get(tensor.dtype)
    place = tensor.offset * tensor.width
    if code is None or tensor.elements != 1 or not 0 <= place <= window.size - tensor.width:
        return None
    value = float(struct.unpack(order + code, window.read(place, tensor.width))[0])
    return int(value) if value.is_integer() and 0 <= value < 1 << 53 else None
