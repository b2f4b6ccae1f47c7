"""Weights of a Core ML program (weight.bin): a header of 64 bytes, then blobs at multiples of 64.

Header: u32 count, u32 version 2, zeros. For each blob 64 bytes: u32 0xDEADBEEF, u32 type, u64 size,
u64 offset of its data, zeros. Names and shapes are in the model that lies beside it.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.window import Window

_SENTINEL = b"\xef\xbe\xad\xde"
_ALIGNMENT = 64
_TYPES = {  # BlobDataType -> name and bits
    1: ("FLOAT16", 16),
    2: ("FLOAT32", 32),
    3: ("UINT8", 8),
    4: ("INT8", 8),
    5: ("BFLOAT16", 16),
    6: ("INT16", 16),
    7: ("UINT16", 16),
    8: ("INT4", 4),
    9: ("UINT1", 1),
    10: ("UINT2", 2),
    11: ("UINT4", 4),
    12: ("UINT3", 3),
    13: ("UINT6", 6),
    14: ("INT32", 32),
    15: ("UINT32", 32),
    16: ("FLOAT8E4M3FN", 8),
    17: ("FLOAT8E5M2", 8),
}


def examine(window: Window) -> Finding | None:
    count = window.cursor().number("I")
    if window.cursor(4).number("I") != 2 or any(window.read(8, 56)) or not count:
        return None
    numbers: dict[str, int] = {}
    at, seen, declared = _ALIGNMENT, 0, 0
    faults: list[Fault] = []
    for _ in range(window.bounded(count)):
        if at + _ALIGNMENT > window.size:
            faults.append(
                Fault(FaultKind.TRUNCATED, f"{count - seen} of {count} blobs are missing")
            )
            break
        head = window.cursor(at)
        sentinel, kind = head.take(4), head.number("I")
        size, start = head.number("Q"), head.number("Q")
        if sentinel != _SENTINEL or start != at + _ALIGNMENT:
            faults.append(Fault(FaultKind.MALFORMED, f"no blob at byte {at}"))
            break
        name, bits = _TYPES.get(kind, (f"type {kind}", 8))
        numbers[name] = numbers.get(name, 0) + size * 8 // bits
        seen, declared = seen + 1, declared + size
        at = -(-(start + size) // _ALIGNMENT) * _ALIGNMENT
    facts = Facts(version="2", tensor_count=seen, dtypes=numbers, declared_bytes=declared)
    facts["parameter_count"] = sum(numbers.values())
    if at - _ALIGNMENT > window.size and not faults:
        facts["missing_bytes"] = at - window.size
        faults.append(Fault(FaultKind.TRUNCATED, "the data of the last blob is cut short"))
    elif window.size > at and not faults:
        facts["trailing_bytes"] = window.size - at
        faults.append(Fault(FaultKind.MALFORMED, f"{window.size - at} bytes behind the last blob"))
    return Finding(
        "coreml_weights",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 8, "count and version"), window.evidence(64, 24, "first blob")),
        tuple(faults),
    )


FORMAT = Format(
    id="coreml_weights",
    title="Core ML weights",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/apple/coremltools/blob/main/mlmodel/src/MILBlob/Blob/StorageFormat.hpp",
    examine=examine,
    signatures=(Signature(_SENTINEL, at=_ALIGNMENT),),
    suffixes=(".bin",),
    limits=Limits(total=64 * MIB, seconds=30.0),
)
