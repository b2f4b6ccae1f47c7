"""One tensor of an ONNX model: name, type, shape, and where its numbers are; never the numbers.

They lie in the tensor itself, as raw bytes or as a list of numbers, or in another file, which the
tensor names by its `location`, relative to the model.

Source: onnx/onnx.proto, messages TensorProto, StringStringEntryProto.
"""

from dataclasses import dataclass, field
from math import prod

from mediascan.model.errors import Malformed
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.protobuf import (
    FIXED32,
    FIXED64,
    LEN,
    VARINT,
    Field,
    fields,
    message,
    numbers,
    payload,
    signed,
)
from mediascan.reading.window import Window

_TYPES = {  # TensorProto.DataType -> name and bits; 0 where the size is not fixed
    1: ("FLOAT", 32),
    2: ("UINT8", 8),
    3: ("INT8", 8),
    4: ("UINT16", 16),
    5: ("INT16", 16),
    6: ("INT32", 32),
    7: ("INT64", 64),
    8: ("STRING", 0),
    9: ("BOOL", 8),
    10: ("FLOAT16", 16),
    11: ("DOUBLE", 64),
    12: ("UINT32", 32),
    13: ("UINT64", 64),
    14: ("COMPLEX64", 64),
    15: ("COMPLEX128", 128),
    16: ("BFLOAT16", 16),
    17: ("FLOAT8E4M3FN", 8),
    18: ("FLOAT8E4M3FNUZ", 8),
    19: ("FLOAT8E5M2", 8),
    20: ("FLOAT8E5M2FNUZ", 8),
    21: ("UINT4", 4),
    22: ("INT4", 4),
    23: ("FLOAT4E2M1", 4),
    24: ("FLOAT8E8M0", 8),
    25: ("UINT2", 2),
    26: ("INT2", 2),
    27: ("FLOAT6E2M3", 6),
    28: ("FLOAT6E3M2", 6),
}
_LAST_TYPE = 63  # a type above those known is a later one up to here, and above it chance
_DIMS, _TYPE, _NAME, _RAW, _EXTERNAL, _PLACE = 1, 2, 8, 9, 13, 14
_WIRES = {  # field -> wire types; a repeated number may be packed or not
    _DIMS: (VARINT, LEN),
    _TYPE: (VARINT,),
    3: (LEN,),  # segment
    4: (LEN, FIXED32),  # float_data
    5: (LEN, VARINT),  # int32_data
    6: (LEN,),  # string_data
    7: (LEN, VARINT),  # int64_data
    _NAME: (LEN,),
    _RAW: (LEN,),
    10: (LEN, FIXED64),  # double_data
    11: (LEN, VARINT),  # uint64_data
    12: (LEN,),  # doc_string
    _EXTERNAL: (LEN,),
    _PLACE: (VARINT,),
    16: (LEN,),  # metadata_props
}
_MOST_DIMS = 64
_MOST_ELEMENTS = (1 << 63) - 1
_MOST_FIELDS = 1 << 20
_LONGEST_PATH = 4096


@dataclass(slots=True)
class Tensor:
    """What a tensor says about itself."""

    name: str = ""
    dtype: str = ""
    shape: list[int] = field(default_factory=list)
    location: str = ""  # of the file that holds its numbers; empty where they are here
    bits: int = 0  # of one number; 0 where not known
    raw_bytes: int = -1  # of its raw data; -1 where it has none

    @property
    def elements(self) -> int:
        return prod(self.shape)

    @property
    def data_bytes(self) -> int:
        """Bytes that its numbers take when they are stored raw."""
        return -(-self.elements * self.bits // 8)


def type_name(number: int) -> str:
    """The name of a TensorProto.DataType; later ones are "type 99"."""
    return _TYPES.get(number, (f"type {number}", 0))[0]


def read_tensor(window: Window) -> Tensor:
    """The tensor that is all of `window`. Raises `Malformed` for what is not a TensorProto."""
    tensor = Tensor()
    external = False
    location = ""
    for one in fields(window, _MOST_FIELDS):
        if one.wire not in _WIRES.get(one.number, ()) or one.missing:
            raise Malformed(f"field {one.number} in a tensor")
        if one.number == _PLACE:
            external = one.value == 1
        elif one.number == _EXTERNAL:
            key, value = read_pair(message(window, one))
            location = value if key == "location" else location
        else:
            _note(tensor, window, one)
    if external and not location:
        raise Malformed("external data without a location")
    tensor.location = location if external else ""
    _check(tensor)
    return tensor


def _check(tensor: Tensor) -> None:
    if not tensor.dtype:
        raise Malformed("a tensor without a type")
    if tensor.elements > _MOST_ELEMENTS:
        raise Malformed(f"a tensor of more than {_MOST_ELEMENTS} numbers")


def _note(tensor: Tensor, window: Window, one: Field) -> None:
    """Take one field of a tensor into `tensor`."""
    if one.number == _DIMS:
        tensor.shape += [signed(n) for n in numbers(window, one, _MOST_DIMS)]
        if len(tensor.shape) > _MOST_DIMS or any(n < 0 for n in tensor.shape):
            raise Malformed("a tensor with more than 64 or with negative dimensions")
    elif one.number == _TYPE:
        later = f"type {one.value}" if 0 < one.value <= _LAST_TYPE else ""
        tensor.dtype, tensor.bits = _TYPES.get(one.value, (later, 0))
    elif one.number == _NAME:
        tensor.name = read_text(window, one)
    elif one.number == _RAW:
        tensor.raw_bytes = one.size


def read_pair(window: Window) -> tuple[str, str]:
    """Key and value of a StringStringEntryProto."""
    key = value = ""
    for one in fields(window, 8):
        if one.wire != LEN or one.missing or one.number not in (1, 2):
            raise Malformed(f"field {one.number} in a pair of texts")
        if one.number == 1:
            key = read_text(window, one)
        else:
            value = payload(window, one, _LONGEST_PATH).decode("utf-8", "backslashreplace")
    return key, value


def read_text(window: Window, one: Field) -> str:
    """The first characters of a text. Raises `Malformed` where it is not UTF-8."""
    data = payload(window, one, TEXT_LENGTH)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as bad:
        if (
            bad.start < len(data) - 3 or len(data) < TEXT_LENGTH
        ):  # else the cut went through a letter
            raise Malformed("a text that is not UTF-8") from bad
        return data[: bad.start].decode("utf-8")
