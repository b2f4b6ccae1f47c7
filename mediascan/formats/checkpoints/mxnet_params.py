"""MXNet parameters: weights and auxiliary states, as `mx.nd.save` and Gluon write them.

Layout: u64 0x112, u64 0, u64 count, that many arrays, u64 count, that many names ("arg:..." for
weights, "aux:..." for running means and the like). An array: u32 magic F993FAC8 to FACA, storage
type, dimensions, device, dtype, numbers; before version 1 the number of dimensions stood for the
magic. The epoch stands only in the file's name.
"""

from dataclasses import dataclass
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.window import Cursor, Window

_START = bytes.fromhex("1201000000000000 0000000000000000")
_V1, _V2, _V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
_HEAD = 1024  # bytes of the head of an array: dimensions, and those of its indices
_DIMENSIONS = 32
_DTYPES = {
    0: ("float32", 4),
    1: ("float64", 8),
    2: ("float16", 2),
    3: ("uint8", 1),
    4: ("int32", 4),
    5: ("int8", 1),
    6: ("int64", 8),
    7: ("bool", 1),
    8: ("int16", 2),
    9: ("uint16", 2),
    10: ("uint32", 4),
    11: ("uint64", 8),
    12: ("bfloat16", 2),
}
_INDICES = {0: 0, 1: 1, 2: 2}  # arrays of indices by storage type: dense, row sparse, CSR


@dataclass(frozen=True, slots=True)
class _Array:
    dtype: str
    shape: list[int]


def examine(window: Window) -> Finding | None:
    if window.size < 32:
        return None
    arrays: list[_Array] = []
    names: list[str] = []
    end = 24
    fault: Fault | None = None
    try:
        count = window.cursor(16).count()
        for _ in range(count):
            array, end = _array(window, end)
            arrays.append(array)
        names, end = _names(window, end, count)
    except InputFault as bad:
        if not arrays:
            raise
        fault = fault_of(bad, f"array {len(arrays)} at {end}: ")
    facts = Facts(framework="MXNet")
    _add_tensors(facts, arrays, names, whole=fault is None)
    if fault is None and end < window.size:
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the last name"
        fault = Fault(FaultKind.MALFORMED, text)
    return Finding(
        "mxnet_params",
        Kind.CHECKPOINT,
        Confidence.PARSED if fault else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "list magic, count, first array"),),
        (fault,) if fault else (),
    )


def _add_tensors(facts: Facts, arrays: list[_Array], names: list[str], *, whole: bool) -> None:
    tally = TensorTally()
    auxiliary = 0
    for number, array in enumerate(arrays):
        name = names[number] if number < len(names) else str(number)
        auxiliary += name.startswith("aux:")
        tally.add(name.removeprefix("arg:").removeprefix("aux:"), array.dtype, array.shape)
    tally.say(facts, whole=whole)
    if auxiliary:
        facts["metadata"] = {"auxiliary states": str(auxiliary)}


def _array(window: Window, at: int) -> tuple[_Array, int]:
    """The array at `at`, and where the next begins."""
    head = Window.over(window.sparse(at, min(_HEAD, window.size - at)))
    cursor = head.cursor()
    magic = cursor.number("I")
    if magic not in (_V1, _V2, _V3):
        return _oldest(window, cursor, at, magic)
    storage = cursor.number("i") if magic != _V1 else 0
    indices = _INDICES.get(storage, -1)
    if indices < 0:
        raise Malformed(f"storage type {storage}")
    stored = _shape(cursor, magic) if indices else None
    shape = _shape(cursor, magic)
    if shape is None:
        return _Array("", []), at + cursor.at
    name, width = _device_and_dtype(cursor)
    size = prod(stored if stored is not None else shape) * width
    for _ in range(indices):
        _, index_width = _dtype(cursor.number("i"))
        size += prod(_shape(cursor, magic) or []) * index_width
    return _Array(name, shape), _behind(window, at + cursor.at, size)


def _oldest(window: Window, cursor: Cursor, at: int, dimensions: int) -> tuple[_Array, int]:
    """An array of before MXNet 0.9: dimensions of 32 bits and no magic."""
    if not 1 <= dimensions <= 8:
        raise Malformed(f"array magic {dimensions:08x}")
    shape = [cursor.number("I") for _ in range(dimensions)]
    name, width = _device_and_dtype(cursor)
    return _Array(name, shape), _behind(window, at + cursor.at, prod(shape) * width)


def _shape(cursor: Cursor, magic: int) -> list[int] | None:
    """The dimensions; None for an array that was never filled."""
    count = cursor.number("i")
    if count < 0 or (not count and magic != _V3):
        return None
    if count > _DIMENSIONS:
        raise Malformed(f"{count} dimensions")
    shape = [cursor.number("q") for _ in range(count)]
    if any(not 0 <= length < 1 << 48 for length in shape):
        raise Malformed(f"dimensions {shape!r:.80}")
    return shape


def _device_and_dtype(cursor: Cursor) -> tuple[str, int]:
    if not 1 <= cursor.number("i") <= 64:
        raise Malformed("an array on an unknown kind of device")
    cursor.skip(4)  # number of the device
    return _dtype(cursor.number("i"))


def _dtype(number: int) -> tuple[str, int]:
    if number not in _DTYPES:
        raise Malformed(f"dtype {number}")
    return _DTYPES[number]


def _behind(window: Window, at: int, size: int) -> int:
    window.sparse(at + size, 0)  # raises where the file ends before
    return at + size


def _names(window: Window, at: int, expected: int) -> tuple[list[str], int]:
    cursor = window.cursor(at)
    count = cursor.count()
    if count not in (0, expected):
        raise Malformed(f"{count} names for {expected} arrays")
    names = []
    for _ in range(count):
        length = cursor.number("Q")
        names.append(cursor.text(length) if length <= TEXT_LENGTH else _long(cursor, length))
    return names, cursor.at


def _long(cursor: Cursor, length: int) -> str:
    text = cursor.take(TEXT_LENGTH).decode("utf-8", "backslashreplace")
    cursor.skip(length - TEXT_LENGTH)
    return text


FORMAT = Format(
    id="mxnet_params",
    title="MXNet parameters",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/apache/mxnet/blob/master/src/ndarray/ndarray.cc",
    examine=examine,
    signatures=(Signature(_START),),
    suffixes=(".params",),
    limits=Limits(total=128 * MIB, count=100_000),
)
