"""ND4J arrays: two buffers, the shape and the numbers, each behind a text header.

A buffer: u16 and text (how its memory was had), a length (i32; i64 where the text is LONG_SHAPE or
MIXED_DATA_TYPES), u16 and text (its type), then its numbers, all big endian (BaseDataBuffer.java).
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed, Truncated

_MODES = ("DIRECT", "HEAP", "JAVACPP", "LONG_SHAPE", "MIXED_DATA_TYPES")
_WIDE = ("LONG_SHAPE", "MIXED_DATA_TYPES")
_TYPES = {
    "INT": ("int32", 4),
    "LONG": ("int64", 8),
    "FLOAT": ("float32", 4),
    "DOUBLE": ("float64", 8),
    "HALF": ("float16", 2),
    "BFLOAT16": ("bfloat16", 2),
}
_RANK = 32
_TEXT = 32  # characters of a text


@dataclass(frozen=True, slots=True)
class NdArray:
    """The header of an array; its numbers take `size` bytes from `start` on."""

    dtype: str
    shape: tuple[int, ...]
    count: int
    start: int
    size: int


def read_nd_array(data: bytes) -> NdArray:
    """The array at the start of `data`. Raises `Malformed` where it is none, `Truncated` if cut."""
    count, kind, at = _header(data, 0)
    width = _TYPES[kind][1]
    if kind not in ("INT", "LONG") or not 4 <= count <= 2 * _RANK + 4:
        raise Malformed(f"the shape of an array has {count} numbers of type {kind}")
    numbers = [_number(data, at + width * n, width) for n in range(count)]
    rank = numbers[0]
    if not 0 <= rank <= _RANK or 2 * rank + 4 != count:
        raise Malformed(f"an array of rank {rank} with {count} numbers of shape")
    elements, kind, at = _header(data, at + width * count)
    dtype, width = _TYPES[kind]
    return NdArray(dtype, tuple(numbers[1 : 1 + rank]), elements, at, elements * width)


def _header(data: bytes, at: int) -> tuple[int, str, int]:
    """Length and type of the buffer at `at`, and where its numbers begin."""
    mode, at = _text(data, at)
    if mode not in _MODES:
        raise Malformed(f"a buffer of memory {mode!r:.40}")
    width = 8 if mode in _WIDE else 4
    count = _number(data, at, width)
    kind, at = _text(data, at + width)
    if kind not in _TYPES or count < 0:
        raise Malformed(f"a buffer of {count} numbers of type {kind!r:.40}")
    return count, kind, at


def _text(data: bytes, at: int) -> tuple[str, int]:
    size = _number(data, at, 2)
    if not 0 < size <= _TEXT:
        raise Malformed(f"a text of {size} characters in the header of an array")
    if at + 2 + size > len(data):
        raise Truncated("the header of an array is cut")
    return data[at + 2 : at + 2 + size].decode("latin-1"), at + 2 + size


def _number(data: bytes, at: int, width: int) -> int:
    if at + width > len(data):
        raise Truncated("the header of an array is cut")
    return int.from_bytes(data[at : at + width], "big", signed=True)
