"""Checkpoints of TensorFlow before 0.12: one sorted table that holds names and numbers.

The empty key holds SavedTensorSlices{1 meta{1 tensor{1 name, 2 shape, 3 type, 4 slice}, 2
versions}}, every other one SavedTensorSlices{2 data{1 name, 2 slice, 3 TensorProto}}; its key is
ordered code: a zero byte, the name, 00 01, the number of dimensions and the slice.

Source: tensorflow/core/util/saved_tensor_slice.proto, saved_tensor_slice_util.cc
"""

from dataclasses import dataclass, field

from mediascan.model.errors import Malformed
from mediascan.model.limits import TEXT_LENGTH
from mediascan.reading.encodings.protobuf import LEN, VARINT, fields, message, numbers, payload
from mediascan.reading.tensorflow.types import check_tensor, read_shape
from mediascan.reading.window import Window

_META, _DATA = 1, 2
_TENSOR, _VERSIONS = 1, 2
_NAME, _SHAPE, _TYPE, _SLICE = 1, 2, 3, 4
_VALUE = 3
_CONTENT, _INT, _INT64 = 4, 7, 10  # of a TensorProto
_MOST = 1 << 20


@dataclass(slots=True)
class Saved:
    """One tensor as the first entry has it."""

    name: str = ""
    dtype: int = 0
    shape: list[int] | None = field(default_factory=list)
    slices: int = 0


def read_meta(window: Window) -> list[Saved]:
    """The tensors that the value of the empty key, all of `window`, lists."""
    found: list[Saved] = []
    for one in fields(window, 4):
        if one.number != _META or one.wire != LEN or one.missing:
            raise Malformed(f"field {one.number} in the first entry of a checkpoint")
        meta = message(window, one)
        for part in fields(meta, _MOST):
            if part.wire != LEN or part.missing or part.number not in (_TENSOR, _VERSIONS):
                raise Malformed(f"field {part.number} in the list of a checkpoint's tensors")
            if part.number == _TENSOR:
                found.append(_saved(message(meta, part)))
    return found


def _saved(window: Window) -> Saved:
    saved = Saved()
    for one in fields(window, 1 << 16):
        if one.missing or one.wire != (VARINT if one.number == _TYPE else LEN):
            raise Malformed(f"field {one.number} in a tensor of a checkpoint")
        if one.number == _NAME:
            saved.name = payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace")
        elif one.number == _SHAPE:
            saved.shape = read_shape(message(window, one))
        elif one.number == _TYPE:
            saved.dtype = one.value
        else:
            saved.slices += 1
    check_tensor(saved.dtype, saved.shape)
    return saved


def slice_key(name: str) -> bytes:
    """How the key of a single number called `name` starts."""
    return b"\0" + name.encode() + b"\0\x01"


def read_number(window: Window) -> int | None:
    """The whole number that an entry with data, all of `window`, holds; None where it has none."""
    for one in fields(window, 4):
        if one.number == _DATA and one.wire == LEN:
            data = message(window, one)
            for part in fields(data, 16):
                if part.number == _VALUE and part.wire == LEN:
                    return _number(message(data, part))
    return None


def _number(window: Window) -> int | None:
    for one in fields(window, 64):
        if one.number in (_INT, _INT64):
            return next(iter(numbers(window, one, 1)), None)
        if one.number == _CONTENT and one.size in (4, 8):
            return int.from_bytes(payload(window, one, 8), "little")
    return None
