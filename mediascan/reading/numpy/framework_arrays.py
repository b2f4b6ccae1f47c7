"""Arrays of other frameworks inside a walked pickle: most wrap one of NumPy, MXNet has its own.

Sources: paddle/framework/io.py (`tuple((name, array))`, `eval("data", {"data": array})`);
megengine/tensor.py (`__getnewargs__`: array, dtype, device); oneflow/framework/check_point_v2.py
(state with data, dtype and device); mxnet ndarray.cc (NDArray::Save, versions 1 to 3).
"""

import struct

from mediascan.reading.numpy.pickled import Dtype, PickledArray, array_of
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.values import Call, Global, Mapping, Skipped

_MXNET = (0xF993FAC9, 0xF993FACA)  # versions 2 and 3
_MXNET_TYPES = (
    *(("float32", 4), ("float64", 8), ("float16", 2), ("uint8", 1), ("int32", 4), ("int8", 1)),
    *(("int64", 8), ("bool", 1)),
)  # mshadow/base.h, kFloat32 and so on
_DIMENSIONS = 32


def any_array_of(value: Call) -> PickledArray | None:
    """The array that `value` would become, whichever framework wrote it."""
    found = array_of(value)
    if found is not None:
        return found
    wrapped = _wrapped(value)
    if wrapped is not None:
        return array_of(wrapped)
    if isinstance(value.function, Global) and value.function.name == "NDArray":
        return _mxnet(table_of(value).get("handle"))
    return None


def _wrapped(value: Call) -> Call | None:
    """The array of NumPy inside an object of another framework."""
    match value.function, value.arguments:
        case Global(name="tuple"), ((str(), Call() as array),):  # Paddle
            return array
        case Global(name="eval"), ("data", Mapping(pairs=["data", Call() as array])):  # Paddle
            return array
        case Global() as kind, (Call() as array, *_) if kind.module.startswith("megengine."):
            return array
        case Global() as kind, _ if kind.module.partition(".")[0] == "oneflow":
            data = table_of(value.state).get("data")
            return data if isinstance(data, Call) else None
    return None


def _mxnet(handle: object) -> PickledArray | None:
    """An array as MXNet saves it: magic, storage type, shape, device, type, numbers."""
    match handle:
        case bytes() | Skipped():
            raw: object = handle
        case Call(arguments=((bytes() | Skipped()) as first, *_)):
            raw = first
        case _:
            return None
    data, length = (raw, len(raw)) if isinstance(raw, bytes) else (b"", 0)
    if isinstance(raw, Skipped):
        data, length = raw.head, raw.length
    if len(data) < 12:
        return None
    magic, sparse, dimensions = struct.unpack_from("<Iii", data)
    start = 12 + 8 * dimensions + 12 if 0 <= dimensions <= _DIMENSIONS else 0
    if magic not in _MXNET or sparse or not start or len(data) < start:
        return None
    shape = struct.unpack_from(f"<{dimensions}q", data, 12)
    kind = int.from_bytes(data[start - 4 : start], "little")
    if min(shape, default=0) < 0 or kind >= len(_MXNET_TYPES):
        return None
    return PickledArray(Dtype(*_MXNET_TYPES[kind]), shape, length - start)
