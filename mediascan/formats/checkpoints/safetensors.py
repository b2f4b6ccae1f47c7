"""safetensors: model weights. u64 header length N, N bytes of JSON, then the tensors without gaps.

Rules are those of the reference reader (`safetensors/src/tensor.rs`): the offsets tile the data
from 0 to the last byte of the file, each tensor's span is shape times bits of its dtype.
"""

from math import prod
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.finding import Confidence, Facts, Fault, FaultKind, Finding, Kind, TensorSample
from mediascan.model.limits import LIST_LENGTH, Limits
from mediascan.model.optimizer_names import is_optimizer_name, optimizer_evidence
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_LONGEST_HEADER = 100_000_000  # MAX_HEADER_SIZE of the reference reader
_BITS = {
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


def examine(window: Window) -> Finding | None:
    if window.size < 10 or not window.has(b"{", 8):
        return None
    length = window.cursor().number("Q")
    if not 2 <= length <= _LONGEST_HEADER:
        return None
    if length > window.size - 8:
        if not window.has(b'{"', 8):
            return None
        raise Truncated(f"header of {length} bytes in a file of {window.size}")
    header = parse_object(window.read(8, length))
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict):
        raise Malformed("__metadata__ is not an object")
    end, dtypes, tensors, state = _tensors(header)
    data = window.size - 8 - length
    facts = Facts(
        tensor_count=len(header),
        parameter_count=sum(dtypes.values()),
        dtypes=dtypes,
        declared_bytes=end,
        tensors=tensors,
    )
    if metadata:
        facts["metadata"] = {str(key): str(value) for key, value in metadata.items()}
    names = optimizer_evidence(header)
    facts["optimizer_state"] = bool(names)
    if names:
        facts["optimizer_evidence"] = names
        facts["optimizer_value_count"] = state
    evidence = [window.evidence(0, 64, "header length and start of the header")]
    return Finding(
        "safetensors",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if end == data else Confidence.PARSED,
        facts,
        tuple(evidence),
        _size_faults(end, data, facts),
    )


def _size_faults(end: int, data: int, facts: Facts) -> tuple[Fault, ...]:
    if end > data:
        facts["missing_bytes"] = end - data
        return (Fault(FaultKind.TRUNCATED, f"{end - data} bytes of tensor data are missing"),)
    if end < data:
        facts["trailing_bytes"] = data - end
        return (Fault(FaultKind.MALFORMED, f"{data - end} bytes behind the last tensor"),)
    return ()


def _tensors(header: dict[str, Any]) -> tuple[int, dict[str, int], list[TensorSample], int]:
    """Bytes to the end of the last tensor, parameters by dtype, a sample, optimizer values."""
    spans = []
    state = 0
    dtypes: dict[str, int] = {}
    sample: list[TensorSample] = []
    for name, tensor in header.items():
        match tensor:
            case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [int(a), int(b)]}:
                count = _elements(shape, name)
            case _:
                raise Malformed(f"tensor {name!r:.80} lacks dtype, shape or data_offsets")
        if dtype in _BITS and count * _BITS[dtype] != (b - a) * 8:
            raise Malformed(f"tensor {name!r:.80}: shape and data_offsets disagree")
        spans.append((a, b))
        if is_optimizer_name(name):
            state += count
        else:
            dtypes[dtype] = dtypes.get(dtype, 0) + count
        if len(sample) < LIST_LENGTH:
            sample.append(TensorSample(name=name, dtype=dtype, shape=shape))
    end = 0
    for start, stop in sorted(spans):
        if start != end or stop < start:
            raise Malformed(f"gap or overlap at byte {start} of the data")
        end = stop
    return end, dtypes, sample, state


def _elements(shape: list[Any], name: str) -> int:
    if len(shape) > 64 or not all(isinstance(n, int) and 0 <= n < 1 << 63 for n in shape):
        raise Malformed(f"tensor {name!r:.80} has a shape that is not a list of lengths")
    return prod(shape)


FORMAT = Format(
    id="safetensors",
    title="safetensors model weights",
    kind=Kind.CHECKPOINT,
    reference="https://huggingface.co/docs/safetensors/index#format",
    examine=examine,
    signatures=(Signature(b"{", at=8),),
    suffixes=(".safetensors",),
    limits=Limits(read=_LONGEST_HEADER, total=_LONGEST_HEADER + 1024, seconds=30.0),
)
