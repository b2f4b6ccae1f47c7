"""ND4J array, as `Nd4j.write` has it; `coefficients.bin` of a Deeplearning4j model is one.

Layout: see `reading/java/nd_array.py`. The weights of a network are one row of numbers.
"""

from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.java.nd_array import read_nd_array
from mediascan.reading.window import Window

_HEAD = 4096  # bytes that hold the header
_MODES = (b"JAVACPP", b"LONG_SHAPE", b"MIXED_DATA_TYPES", b"DIRECT", b"HEAP")


def examine(window: Window) -> Finding | None:
    try:
        array = read_nd_array(window.upto(0, _HEAD))
    except InputFault:
        return None
    facts = Facts(framework="ND4J", dtype=array.dtype, shape=list(array.shape[:LIST_LENGTH]))
    facts["element_count"] = array.count
    facts["declared_bytes"] = array.size
    faults: list[Fault] = []
    end = array.start + array.size
    if array.count != prod(array.shape):
        text = f"{array.count} numbers for the shape {list(array.shape)}"
        faults.append(Fault(FaultKind.MALFORMED, text))
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        faults.append(Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"))
    elif end < window.size:
        facts["trailing_bytes"] = window.size - end
        faults.append(Fault(FaultKind.MALFORMED, f"{window.size - end} bytes behind the array"))
    row = len(array.shape) <= 2 and array.shape[:1] == (1,)
    if row:
        facts["parameter_count"] = array.count
    return Finding(
        "nd4j_array",
        Kind.CHECKPOINT if row else Kind.DATASET,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "memory and type of the shape"),),
        tuple(faults),
    )


FORMAT = Format(
    id="nd4j_array",
    title="ND4J array (weights of Deeplearning4j)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/deeplearning4j/deeplearning4j/blob/master/nd4j/nd4j-backends/nd4j-api-parent/nd4j-api/src/main/java/org/nd4j/linalg/api/buffer/BaseDataBuffer.java",
    examine=examine,
    signatures=tuple(Signature(bytes([0, len(mode)]) + mode) for mode in _MODES),
    suffixes=(".bin",),
)
