"""TensorFlow's types of numbers: DataType -> name as TensorFlow prints it, and bits of a number.

Source: tensorflow/core/framework/types.proto and types.cc (DataTypeString).
"""

from math import prod

from mediascan.model.errors import Malformed
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message, signed
from mediascan.reading.window import Window

STRING = 7
_REF = 100  # added to a type for a reference to it, which graphs of version 1 have
_TYPES = {
    1: ("float32", 32),
    2: ("float64", 64),
    3: ("int32", 32),
    4: ("uint8", 8),
    5: ("int16", 16),
    6: ("int8", 8),
    STRING: ("string", 0),
    8: ("complex64", 64),
    9: ("int64", 64),
    10: ("bool", 8),
    11: ("qint8", 8),
    12: ("quint8", 8),
    13: ("qint32", 32),
    14: ("bfloat16", 16),
    15: ("qint16", 16),
    16: ("quint16", 16),
    17: ("uint16", 16),
    18: ("complex128", 128),
    19: ("float16", 16),
    20: ("resource", 0),
    21: ("variant", 0),
    22: ("uint32", 32),
    23: ("uint64", 64),
    24: ("float8_e5m2", 8),
    25: ("float8_e4m3fn", 8),
    26: ("float8_e4m3fnuz", 8),
    27: ("float8_e4m3b11fnuz", 8),
    28: ("float8_e5m2fnuz", 8),
    29: ("int4", 8),  # a byte each in files
    30: ("uint4", 8),
    31: ("int2", 8),
    32: ("uint2", 8),
    33: ("float4_e2m1fn", 8),
}
_WRITTEN = {"float": "float32", "double": "float64", "half": "float16"}
_LAST = 63  # a type above those known is a later one up to here, and above it chance
_DIMS, _UNKNOWN_RANK = 2, 3
_MOST_DIMS = 254  # TensorShape::MaxDimensions
_MOST_ELEMENTS = (1 << 63) - 1


def type_name(code: int) -> str:
    """The name of a DataType. Raises `Malformed` for what cannot be one."""
    code = code - _REF if code > _REF else code
    if not 0 < code <= _LAST:
        raise Malformed(f"type {code} of a tensor")
    return _TYPES[code][0] if code in _TYPES else f"type {code}"


def type_code(text: str) -> int:
    """The DataType that protobuf's text form calls `text`, as in DT_FLOAT; 0 where not known."""
    name = text.removeprefix("DT_").lower()
    name = _WRITTEN.get(name, name)
    return next((code for code, (known, _) in _TYPES.items() if known == name), 0)


def check_tensor(dtype: int, shape: list[int] | None) -> None:
    """Raise `Malformed` where no tensor has such a type or so many numbers."""
    type_name(dtype)
    element_count(shape)


def type_bits(code: int) -> int:
    """Bits of one number; 0 where the size is not fixed or the type not known."""
    return _TYPES.get(code - _REF if code > _REF else code, ("", 0))[1]


def read_shape(window: Window) -> list[int] | None:
    """The dimensions of a TensorShapeProto, -1 where one is open; None where even the rank is."""
    shape: list[int] = []
    for one in fields(window, _MOST_DIMS + 1):
        if one.number == _DIMS and one.wire == LEN and not one.missing:
            shape.append(_dimension(message(window, one)))
        elif one.number == _UNKNOWN_RANK and one.wire == VARINT:
            if one.value:
                return None
        else:
            raise Malformed(f"field {one.number} in a shape")
    return shape


def _dimension(window: Window) -> int:
    size = 0
    for one in fields(window, 4):
        if one.number == 1 and one.wire == VARINT:
            size = signed(one.value)
        elif one.number != 2 or one.wire != LEN or one.missing:
            raise Malformed(f"field {one.number} in a dimension")
    if size < -1:
        raise Malformed(f"a dimension of {size}")
    return size


def element_count(shape: list[int] | None) -> int:
    """Numbers in a tensor of `shape`; 0 where a dimension is open."""
    if shape is None or any(size < 0 for size in shape):
        return 0
    count = prod(shape)
    if count > _MOST_ELEMENTS:
        raise Malformed(f"a tensor of more than {_MOST_ELEMENTS} numbers")
    return count
