"""joblib's arrays: their numbers stand in the middle of the pickle, behind what describes them.

Layout: joblib/numpy_pickle.py. Behind the BUILD of a `NumpyArrayWrapper` comes, where it has
`numpy_array_alignment_bytes`, one byte and as many bytes of padding; then the elements, or for an
array of objects a whole pickle of its own.
"""

from math import prod

from mediascan.model.errors import Malformed, Truncated
from mediascan.reading.numpy.pickled import Dtype, dtype_of, lengths_of
from mediascan.reading.pickles.machine import Machine
from mediascan.reading.pickles.mappings import table_of
from mediascan.reading.pickles.values import Call

_KEPT = 1024  # bytes of small arrays, such as the names of classes


def pass_array(m: Machine, wrapper: Call) -> Dtype:
    """Pass over the elements of `wrapper`; those of an array of objects are left to the caller."""
    fields = table_of(wrapper)
    dtype, shape = dtype_of(fields.get("dtype")), lengths_of(fields.get("shape"))
    if dtype is None or shape is None:
        raise Malformed("a joblib array without dtype or shape")
    if dtype.objects:
        return dtype
    padding = 0
    if fields.get("numpy_array_alignment_bytes") is not None:
        padding = 1 + m.take(1)[0]
        m.pos -= 1
    size = padding + dtype.width * prod(shape)
    if m.offset + size > m.end:
        raise Truncated(f"joblib array of {size} bytes at {m.offset} of {m.end}")
    if size <= _KEPT:
        wrapper.items = [m.window.read(m.offset + padding, size - padding)]
    m.pos += size
    return dtype
