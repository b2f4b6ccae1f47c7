"""Element types of safetensors, by `safetensors/src/tensor.rs`."""

from collections.abc import Sequence
from math import prod

BITS = {
    "BOOL": 8,
    "F4": 4,
    "F6_E2M3": 6,
    "F6_E3M2": 6,
    **dict.fromkeys(("U8", "I8"), 8),
    **dict.fromkeys(("F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ"), 8),
    **dict.fromkeys(("I16", "U16", "F16", "BF16"), 16),
    **dict.fromkeys(("I32", "U32", "F32"), 32),
    **dict.fromkeys(("I64", "U64", "F64", "C64"), 64),
}
_DIMENSIONS = 64
_MOST = 1 << 64


def elements(shape: Sequence[int]) -> int:
    """Numbers in a tensor; -1 for a shape that no file can have."""
    count = prod(shape[:_DIMENSIONS])
    return count if len(shape) <= _DIMENSIONS and count < _MOST else -1
