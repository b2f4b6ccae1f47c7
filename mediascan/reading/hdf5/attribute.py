"""Attributes: small values beside a group or a dataset. A name, a type, a shape, the value."""

import struct
from dataclasses import dataclass

from mediascan.model.errors import InputFault, Malformed
from mediascan.reading.hdf5.dataset import read_dataspace
from mediascan.reading.hdf5.datatype import ENUMERATION, FIXED, FLOAT, Datatype, read_datatype
from mediascan.reading.hdf5.global_heap import GlobalHeaps
from mediascan.reading.hdf5.space import Fields, Space, shown

_ITEMS = 4096  # values taken of an array: layers have names
_LONGEST = 16 << 20  # bytes of one text
_FLOATS = {2: "e", 4: "f", 8: "d"}
_SHARED_TYPE = 1  # flag: the type stands in another object

Value = str | int | bool | list[str | int]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute; its value is decoded when it is asked for."""

    name: str
    dtype: Datatype | None  # None: it stands elsewhere
    shape: tuple[int, ...]
    data: bytes


def read_attribute(space: Space, data: bytes) -> Attribute:
    """The attribute of the message `data`. Raises an `InputFault` where it makes no sense."""
    found = space.over(data)
    version, flags = found.number(1), found.number(1)
    if not 1 <= version <= 3:
        raise Malformed(f"attribute of version {version}")
    sizes = [found.number(2) for _ in range(3)]
    found.skip(1 if version == 3 else 0)  # character set of the name
    name, dtype, shape = (found.take(size + (-size % 8 if version == 1 else 0)) for size in sizes)
    kind = None if flags & _SHARED_TYPE and version > 1 else read_datatype(space.over(dtype))
    return Attribute(shown(name), kind, read_dataspace(space.over(shape)), found.rest())


def read_value(one: Attribute, space: Space, heaps: GlobalHeaps) -> Value:
    """The value: text, a whole number or a list of them; other numbers are spelled out.

    Raises an `InputFault` where the value is not where the attribute says.
    """
    if one.dtype is None:
        return "(of a named type)"
    count = 1
    for length in one.shape:
        count *= length
    width = one.dtype.size
    if not width or count * width > len(one.data):
        raise Malformed(f"attribute {one.name!r:.80} has {len(one.data)} bytes for {count} values")
    found = space.over(one.data)
    values = [
        _single(found.take(width), one.dtype, space, heaps) for _ in range(min(count, _ITEMS))
    ]
    return values if one.shape else values[0]


def _single(raw: bytes, dtype: Datatype, space: Space, heaps: GlobalHeaps) -> str | int:
    if dtype.variable:
        found = space.over(raw)
        return _variable(found, dtype, heaps)
    if dtype.is_text:
        return shown(raw)
    order = ">" if dtype.order == ">" else "<"
    if dtype.sort in {FIXED, ENUMERATION}:
        number = int.from_bytes(raw, "big" if order == ">" else "little", signed=dtype.signed)
        return dtype.name == "bool" and bool(number) if dtype.name == "bool" else number
    if dtype.sort == FLOAT and dtype.size in _FLOATS and dtype.name != "bfloat16":
        return f"{struct.unpack(order + _FLOATS[dtype.size], raw)[0]:.9g}"
    return f"({dtype.name})"


def _variable(found: Fields, dtype: Datatype, heaps: GlobalHeaps) -> str:
    count, address, number = found.number(4), found.address(), found.number(4)
    if not count:
        return ""
    width = dtype.base.size if dtype.base is not None else 1
    if not dtype.is_text:
        return f"({count} of {dtype.base.name if dtype.base else 'unknown'})"
    return shown(heaps.get(address, number, min(count * width, _LONGEST)))


def value_or_fault(one: Attribute, space: Space, heaps: GlobalHeaps) -> Value:
    """As `read_value`; what cannot be read is said in its place."""
    try:
        return read_value(one, space, heaps)
    except InputFault as bad:
        return f"(not read: {bad})"
