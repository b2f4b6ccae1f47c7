"""TVM parameters: the weights of a compiled model, as `save_param_dict` writes them.

Layout: B7 9C 04 05 4F 8D E5 F7, u64 0, names (u64 count, each u64 length and text), arrays (u64
count); an array: 3F A1 B4 96 F0 40 5E DD, u64 0, device, dimensions, dtype, u64 bytes, numbers.
"""

from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.window import Window

_MAGIC = bytes.fromhex("b79c04054f8de5f7")
_ARRAY = bytes.fromhex("3fa1b496f0405edd")
_HEAD = 40 + 8 * 33
_CODES = {0: "int", 1: "uint", 2: "float", 3: "handle", 4: "bfloat", 5: "complex", 6: "bool"}


def examine(window: Window) -> Finding | None:
    if window.size < 32:
        return None
    cursor = window.cursor(16)
    names = []
    for _ in range(cursor.count()):
        length = cursor.number("Q")
        names.append(cursor.text(length)[:TEXT_LENGTH])
    tally = TensorTally()
    fault: Fault | None = None
    end = cursor.at + 8
    data = 0
    try:
        if cursor.count() != len(names):
            raise Malformed(f"arrays for {len(names)} names are of another number")
        for name in names:
            dtype, shape, size, at = _array(window, end)
            tally.add(name, dtype, shape)
            end = at + size
            data += size
            window.sparse(end, 0)  # raises where the file ends before
    except InputFault as bad:
        fault = fault_of(bad, f"array {tally.count} of {len(names)}: ")
    facts = Facts(framework="TVM")
    tally.say(facts, whole=fault is None)
    facts["declared_bytes"] = data
    if fault is None and end < window.size:
        facts["trailing_bytes"] = window.size - end
        fault = Fault(FaultKind.MALFORMED, f"{window.size - end} bytes behind the last array")
    return Finding(
        "tvm_params",
        Kind.CHECKPOINT,
        Confidence.PARSED if fault else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "magic, number of names, first name"),),
        (fault,) if fault else (),
    )


def _array(window: Window, at: int) -> tuple[str, list[int], int, int]:
    """Dtype, shape, bytes and where they start of the array at `at`."""
    cursor = Window.over(window.sparse(at, min(_HEAD, window.size - at))).cursor()
    if cursor.take(8) != _ARRAY:
        raise Malformed(f"no array at {at}")
    cursor.skip(16)
    dimensions = cursor.number("i")
    code, bits, lanes = cursor.number("B"), cursor.number("B"), cursor.number("H")
    if not 0 <= dimensions <= 32 or not bits or not lanes:
        raise Malformed(f"{dimensions} dimensions, {bits} bits, {lanes} lanes at {at}")
    shape = [cursor.number("q") for _ in range(dimensions)]
    size = cursor.number("q")
    if any(not 0 <= length < 1 << 48 for length in shape):
        raise Malformed(f"dimensions {shape!r:.80} at {at}")
    if size != prod(shape) * -(-bits * lanes // 8):
        raise Malformed(f"{size} bytes for {shape!r:.80} of {bits} bits at {at}")
    name = f"{_CODES.get(code, f'type {code} ')}{bits}" + (f"x{lanes}" if lanes > 1 else "")
    return name, shape, size, at + cursor.at


FORMAT = Format(
    id="tvm_params",
    title="TVM parameters",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/apache/tvm/blob/main/src/runtime/file_utils.cc",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".params",),
    limits=Limits(total=128 * MIB, count=100_000),
)
