"""Datatype messages: what one element of a dataset or an attribute is, named as NumPy names it.

u8 class and version, 24 bits of flags, u32 size, then what the class needs (specification
IV.A.2.d). Types of types (compound, enumeration, array, sequence) nest, to a bounded depth.
"""

from dataclasses import dataclass, field

from mediascan.model.errors import LimitExceeded, Malformed
from mediascan.reading.hdf5.space import Fields

FIXED, FLOAT, TIME, STRING, BITS, OPAQUE, COMPOUND, REFERENCE = range(8)
ENUMERATION, SEQUENCE, ARRAY, COMPLEX = 8, 9, 10, 11
_NAMES = {TIME: "time", REFERENCE: "reference", BITS: "bits"}
_FLOATS = {  # (bytes, bits of the exponent, bits of the mantissa) of those that are no IEEE size
    (2, 5, 10): "float16",
    (2, 8, 7): "bfloat16",
    (1, 4, 3): "float8_e4m3",
    (1, 5, 2): "float8_e5m2",
    (4, 8, 23): "float32",
    (8, 11, 52): "float64",
}
_DEEPEST = 12  # types inside one another
_MEMBERS = 1024  # fields or values of one type


@dataclass(slots=True)
class Datatype:
    """One type; `size` is bytes of an element in the file."""

    sort: int
    size: int
    name: str
    order: str = "<"
    signed: bool = False
    variable: bool = False  # the element is a reference into a global heap
    base: "Datatype | None" = None
    fields: dict[str, str] = field(default_factory=dict)  # of a compound: name -> type
    shape: tuple[int, ...] = ()  # of an array
    values: list[str] = field(default_factory=list)  # names of an enumeration

    @property
    def is_text(self) -> bool:
        return self.sort == STRING or (self.variable and self.name == "text")


def read_datatype(found: Fields, depth: int = 0) -> Datatype:
    """The type at the cursor. Raises `Malformed` where there is none that HDF5 has."""
    if depth > _DEEPEST:
        raise LimitExceeded(f"types nested deeper than {_DEEPEST}")
    first, flags, size = found.number(1), found.number(3), found.number(4)
    sort, version = first & 15, first >> 4
    if sort > COMPLEX or not 1 <= version <= 5:
        raise Malformed(f"no datatype: class {sort}, version {version}")
    one = Datatype(sort, size, _NAMES.get(sort, ""), ">" if flags & 1 else "<")
    if sort in _READERS:
        _READERS[sort](found, one, flags, version, depth)
    elif sort == BITS:
        found.skip(4)
    elif sort == TIME:
        found.skip(2)
    return one


def _fixed(found: Fields, one: Datatype, flags: int, _version: int, _depth: int) -> None:
    found.skip(4)
    one.signed = bool(flags & 8)
    one.name = f"{'int' if one.signed else 'uint'}{one.size * 8}"


def _float(found: Fields, one: Datatype, _flags: int, _version: int, _depth: int) -> None:
    found.skip(5)
    exponent = found.number(1)
    found.skip(1)
    mantissa = found.number(1)
    found.skip(4)
    known = _FLOATS.get((one.size, exponent, mantissa))
    one.name = known or f"float{one.size * 8}_e{exponent}m{mantissa}"


def _string(_found: Fields, one: Datatype, _flags: int, _version: int, _depth: int) -> None:
    one.name = f"text{one.size}"


def _opaque(found: Fields, one: Datatype, flags: int, _version: int, _depth: int) -> None:
    tag = found.take(flags & 0xFF).split(b"\0", 1)[0].decode("ascii", "replace")
    one.name = f"opaque {tag}".rstrip()


def _compound(found: Fields, one: Datatype, flags: int, version: int, depth: int) -> None:
    count = flags & 0xFFFF
    if count > _MEMBERS:
        raise LimitExceeded(f"compound type of {count} fields; limit {_MEMBERS}")
    width = max(1, (one.size.bit_length() + 7) // 8)  # of an offset, in version 3 and later
    for _ in range(count):
        name = found.name(8 if version < 3 else 1)
        found.skip(4 if version < 3 else width)
        found.skip(28 if version == 1 else 0)  # an array's sizes: then the field is one
        one.fields[name] = read_datatype(found, depth + 1).name
    inside = ", ".join(f"{name}: {kind}" for name, kind in list(one.fields.items())[:16])
    one.name = f"({inside})"[:120]
    if list(one.fields) == ["r", "i"]:  # as h5py writes them
        one.name = f"complex{one.size * 8}"


def _reference(_found: Fields, one: Datatype, flags: int, _version: int, _depth: int) -> None:
    one.name = "region reference" if flags & 15 == 1 else "reference"


def _enumeration(found: Fields, one: Datatype, flags: int, version: int, depth: int) -> None:
    count = flags & 0xFFFF
    if count > _MEMBERS:
        raise LimitExceeded(f"enumeration of {count} values; limit {_MEMBERS}")
    base = read_datatype(found, depth + 1)
    one.values = [found.name(8 if version < 3 else 1) for _ in range(count)]
    found.skip(count * base.size)
    one.base, one.order, one.signed = base, base.order, base.signed
    one.name = "bool" if one.values == ["FALSE", "TRUE"] else f"enum {base.name}"


def _sequence(found: Fields, one: Datatype, flags: int, _version: int, depth: int) -> None:
    one.base = read_datatype(found, depth + 1)
    one.variable = True
    one.name = "text" if flags & 15 == 1 else f"list of {one.base.name}"


def _array(found: Fields, one: Datatype, _flags: int, version: int, depth: int) -> None:
    rank = found.number(1)
    found.skip(3 if version < 3 else 0)
    one.shape = tuple(found.number(4) for _ in range(rank))
    found.skip(4 * rank if version < 3 else 0)
    one.base = read_datatype(found, depth + 1)
    one.name = f"{one.base.name}{list(one.shape)}"[:120]


def _complex(found: Fields, one: Datatype, _flags: int, _version: int, depth: int) -> None:
    one.base = read_datatype(found, depth + 1)
    one.name = f"complex{one.size * 8}"


_READERS = {
    FIXED: _fixed,
    FLOAT: _float,
    STRING: _string,
    OPAQUE: _opaque,
    COMPOUND: _compound,
    REFERENCE: _reference,
    ENUMERATION: _enumeration,
    SEQUENCE: _sequence,
    ARRAY: _array,
    COMPLEX: _complex,
}
