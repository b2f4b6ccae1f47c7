"""Parameters of PaddlePaddle (.pdiparams, or one file a parameter): tensors one after another.

A tensor: u32 version 0, u64 levels of detail, for each u64 length and so many bytes, u32 version 0,
i32 length of a TensorDesc {1 data_type, 2 dims}, that, then the numbers. There is no magic and no
name: names stand in the program, whose parameters are in the same order. The first tensor has
no levels, so the file starts with 16 zero bytes.
"""

from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.paddle.programs import tensor_description
from mediascan.reading.paddle.types import TYPES
from mediascan.reading.window import Window

_START = bytes(16)
_LONGEST_DESCRIPTION = 160  # bytes: a type and up to 9 dims of 11 bytes, and some more
_MOST_LEVELS = 8
_MOST_TENSORS = 100_000


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 22)
    if len(head) < 22 or head[20] != 0x08 or not 2 <= head[16] <= _LONGEST_DESCRIPTION:
        return None
    if head[17:20] != bytes(3) or head[21] not in TYPES:
        return None
    tally = TensorTally()
    facts = Facts(framework="PaddlePaddle")
    fault = _walk(window, tally, facts)
    if not tally.count or not tally.declared:
        return None
    tally.say(facts, whole=fault is None or "trailing_bytes" in facts)
    faults = (fault,) if fault else ()
    evidence = (window.evidence(0, 64, "first tensor: versions, levels, description, numbers"),)
    sure = Confidence.PARSED if fault else Confidence.CONSISTENT
    if fault and tally.count < 2 and "missing_bytes" not in facts:
        return None  # one description of a tensor is too little to be sure
    return Finding("paddle_params", Kind.CHECKPOINT, sure, facts, evidence, faults)


def _walk(window: Window, tally: TensorTally, facts: Facts) -> Fault | None:
    """Count the tensors; what stopped the walk."""
    at = 0
    try:
        for _ in range(_MOST_TENSORS):
            if at == window.size:
                return None
            start, kind, shape = _tensor(window, at)
            name, width = TYPES[kind]
            at = start + prod(shape) * width
            tally.add("", name, shape, size=at - start)
            if at > window.size:
                facts["missing_bytes"] = at - window.size
                raise Truncated(f"{at - window.size} bytes of tensor {tally.count} are missing")
    except InputFault as bad:
        if "missing_bytes" not in facts:
            facts["trailing_bytes"] = window.size - at
        return fault_of(bad, f"behind {tally.count} tensors: ")
    return None


def _tensor(window: Window, at: int) -> tuple[int, int, list[int]]:
    """Where the numbers of the tensor at `at` start, its type and its shape."""
    cursor = window.cursor(at)
    version, levels = cursor.number("I"), cursor.number("Q")
    if version or levels > _MOST_LEVELS:
        raise Malformed(f"no tensor at byte {at}")
    for _ in range(levels):
        cursor.skip(cursor.number("Q"))
    version, length = cursor.number("I"), cursor.number("i")
    if version or not 2 <= length <= _LONGEST_DESCRIPTION:
        raise Malformed(f"no tensor at byte {at}")
    kind, shape = tensor_description(window.cut(cursor.at, length))
    if kind not in TYPES or any(size < 0 for size in shape):
        raise Malformed(f"tensor at byte {at} of type {kind} and shape {shape[:8]}")
    return cursor.at + length, kind, shape


FORMAT = Format(
    id="paddle_params",
    title="PaddlePaddle parameters",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/fluid/framework/lod_tensor.cc",
    examine=examine,
    signatures=(Signature(_START),),
    suffixes=(".pdiparams",),
    weak=True,
    limits=Limits(reads=400_000),
)
