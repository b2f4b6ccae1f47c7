"""Tensors of a ggml file, one behind the other up to its end.

u32 dimensions, u32 length of the name, u32 type, the lengths with the fastest first, the name, in
GGJT and GGLA blanks up to a multiple of 32 bytes, the data. Packed types had other sizes before
GGJT 3 and before ftype 2000 (llama.cpp pull requests 1405 and 1508).
"""

from dataclasses import dataclass, field
from math import prod

from mediascan.model.errors import Malformed, Truncated
from mediascan.model.facts import TensorSample
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.gguf.tensor_types import TENSOR_TYPES
from mediascan.reading.window import Window

_ALIGNMENT = 32
_OLD = {2: (32, 20), 3: (32, 24), 8: (32, 36)}  # Q4_0, Q4_1, Q8_0 with scales of 32 bits
_LONGEST_NAME = 4096


@dataclass(slots=True)
class Tensors:
    """What the tensors of a file come to."""

    count: int = 0
    dtypes: dict[str, int] = field(default_factory=dict)
    sample: list[TensorSample] = field(default_factory=list)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)
    data_bytes: int = 0
    missing: int = 0  # bytes of the last tensor that the file lacks


def read_tensors(window: Window, at: int, found: Tensors, *, aligned: bool, old: bool) -> None:
    """Walk over all tensors from `at` on. Raises `InputFault` where one is damaged."""
    for _ in range(window.limits.count):
        if at >= window.size:
            return
        at = _read(window, at, found, aligned=aligned, old=old)
    raise Malformed(f"more than {window.limits.count} tensors")


def _read(window: Window, at: int, found: Tensors, *, aligned: bool, old: bool) -> int:
    cursor = window.cursor(at)
    dimensions, length, kind = (cursor.number("I") for _ in range(3))
    if not 1 <= dimensions <= 4 or not 0 < length < _LONGEST_NAME:
        raise Malformed(f"no tensor at {at}: {dimensions} dimensions, a name of {length} bytes")
    shape = [cursor.number("I") for _ in range(dimensions)][::-1]
    name = cursor.text(length)
    known = TENSOR_TYPES.get(kind)
    if known is None:
        raise Malformed(f"tensor {name!r:.80} of type {kind}, which does not exist")
    elements, size = _OLD.get(kind, known[1:]) if old else known[1:]
    start = -(-cursor.at // _ALIGNMENT) * _ALIGNMENT if aligned else cursor.at
    count = prod(shape)
    stop = start + -(-count // elements) * size
    found.count += 1
    found.dtypes[known.name] = found.dtypes.get(known.name, 0) + count
    found.fingerprint.add(name, shape)
    if len(found.sample) < LIST_LENGTH:
        found.sample.append(TensorSample(name=name, dtype=known.name, shape=shape))
    found.data_bytes += stop - start
    if stop > window.size:
        found.missing = stop - window.size
        raise Truncated(f"{found.missing} bytes of tensor {name!r:.80} are missing")
    return stop
