"""safetensors: model weights. u64 header length N, N bytes of JSON, then the tensors without gaps.

Rules are those of the reference reader (`safetensors/src/tensor.rs`): the offsets tile the data
from 0 to the last byte of the file, each tensor's span is shape times bits of its dtype.
"""

import re
from dataclasses import dataclass, field
from itertools import islice
from math import prod
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Malformed, Truncated
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.model.optimizer_names import is_optimizer_name, optimizer_evidence
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.window import Window

_LONGEST_HEADER = 100_000_000  # MAX_HEADER_SIZE of the reference reader
_LARGEST_READ = 32 * MIB  # of it; in memory it takes up to eight times as much
_LEAD = 4096  # bytes that may be blank before its first brace
_BLANK = b" \t\r\n"
_DIMENSIONS = 64
_SPELLED = 4  # faults of one sort that are told one by one
_NUMBER = re.compile(r"[0-9]{1,15}", re.ASCII)
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


@dataclass(slots=True)
class _Header:
    """What the entries of a header come to."""

    end: int = 0  # of the last tensor, in the data
    spans: list[tuple[int, int]] = field(default_factory=list)
    dtypes: dict[str, int] = field(default_factory=dict)  # dtype -> parameters
    sample: list[TensorSample] = field(default_factory=list)
    state: int = 0  # numbers of an optimizer
    metadata: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)  # what the reference reader refuses


def examine(window: Window) -> Finding | None:
    if window.size < 10:
        return None
    length = window.cursor().number("Q")
    if not 2 <= length <= _LONGEST_HEADER:
        return None
    start = window.upto(8, min(length, _LEAD)).lstrip(_BLANK)
    if start and not start.startswith(b"{"):
        return None
    if length > window.size - 8:
        if not start.startswith(b'{"'):
            return None
        raise Truncated(f"header of {length} bytes in a file of {window.size}")
    found = _Header()
    entries = _entries(window.read(8, length), found)
    for name, entry in entries.items():
        _add(found, name, entry)
    if entries and not found.spans:
        raise Malformed(found.wrong[0])
    _lay_out(found)
    data = window.size - 8 - length
    facts = _facts(found, entries)
    faults = _wrong_faults(found.wrong) + _size_faults(found.end, data, facts)
    return Finding(
        "safetensors",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "header length and start of the header"),),
        tuple(faults),
    )


def _entries(data: bytes, found: _Header) -> dict[str, Any]:
    """The tensors as the header has them; its metadata goes into `found`."""
    if not data.startswith(b"{"):
        found.wrong.append("blanks before the header")  # the reference reader takes them
    try:
        header = parse_object(data)
    except Malformed as bad:
        header = parse_object(data, lenient=True)
        found.wrong.append(str(bad))
    metadata = header.pop("__metadata__", None)
    if isinstance(metadata, dict):
        found.metadata = metadata
    elif metadata is not None:
        found.wrong.append("__metadata__ is not an object")
    if not all(isinstance(value, str) for value in found.metadata.values()):
        found.wrong.append("__metadata__ holds more than text")
    return header


def _facts(found: _Header, entries: dict[str, Any]) -> Facts:
    facts = Facts(
        tensor_count=len(entries),
        parameter_count=sum(found.dtypes.values()),
        dtypes=found.dtypes,
        declared_bytes=found.end,
        tensors=found.sample,
    )
    if found.metadata:
        some = islice(found.metadata.items(), LIST_LENGTH)
        facts["metadata"] = {key: str(value)[:TEXT_LENGTH] for key, value in some}
    _add_model(facts, found.metadata)
    names = optimizer_evidence(entries)
    facts["optimizer_state"] = bool(names)
    if names:
        facts["optimizer_evidence"] = names
        facts["optimizer_value_count"] = found.state
    return facts


def _add_model(facts: Facts, metadata: dict[str, Any]) -> None:
    """What trainers of image models say of the model and the run."""
    text = {key: value for key, value in metadata.items() if isinstance(value, str)}
    if architecture := text.get("modelspec.architecture"):
        facts["architecture"] = architecture
    if name := text.get("modelspec.title") or text.get("ss_output_name"):
        facts["model_name"] = name
    if _NUMBER.fullmatch(text.get("ss_steps", "")):
        facts["training_step"] = int(text["ss_steps"])
    if _NUMBER.fullmatch(text.get("ss_epoch", "")):
        facts["epoch"] = int(text["ss_epoch"])


def _wrong_faults(wrong: list[str]) -> list[Fault]:
    shown = wrong[:_SPELLED]
    if len(wrong) > _SPELLED:
        shown.append(f"{len(wrong) - _SPELLED} more entries that the format does not allow")
    return [Fault(FaultKind.MALFORMED, text) for text in shown]


def _size_faults(end: int, data: int, facts: Facts) -> list[Fault]:
    if end > data:
        facts["missing_bytes"] = end - data
        return [Fault(FaultKind.TRUNCATED, f"{end - data} bytes of tensor data are missing")]
    if end < data:
        facts["trailing_bytes"] = data - end
        return [Fault(FaultKind.MALFORMED, f"{data - end} bytes behind the last tensor")]
    return []


def _add(found: _Header, name: str, entry: object) -> None:
    """Count one tensor; one that lacks what a tensor has is only told."""
    match entry:
        case {"dtype": str(dtype), "shape": list(shape), "data_offsets": [start, stop]} if (
            all(map(_is_length, (*shape[:_DIMENSIONS], start, stop))) and len(shape) <= _DIMENSIONS
        ):
            count = prod(shape)
        case _:
            found.wrong.append(f"tensor {name!r:.80} lacks dtype, shape or data_offsets")
            return
    if dtype in _BITS and count * _BITS[dtype] != (stop - start) * 8:
        found.wrong.append(f"tensor {name!r:.80}: shape and data_offsets disagree")
        count = 0
    found.spans.append((start, stop))
    if is_optimizer_name(name):
        found.state += count
    else:
        found.dtypes[dtype] = found.dtypes.get(dtype, 0) + count
    if len(found.sample) < LIST_LENGTH:
        found.sample.append(TensorSample(name=name, dtype=dtype, shape=shape))


def _lay_out(found: _Header) -> None:
    """Where the data ends, and the first place where tensors do not tile it."""
    gap = False
    for start, stop in sorted(found.spans):
        if (start != found.end or stop < start) and not gap:
            found.wrong.append(f"gap or overlap at byte {start} of the data")
            gap = True
        found.end = max(found.end, stop)


def _is_length(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 63


FORMAT = Format(
    id="safetensors",
    title="safetensors model weights",
    kind=Kind.CHECKPOINT,
    reference="https://huggingface.co/docs/safetensors/index#format",
    examine=examine,
    signatures=tuple(Signature(lead, at=8) for lead in (b"{", b" ", b"\t", b"\r", b"\n")),
    suffixes=(".safetensors",),
    limits=Limits(read=_LARGEST_READ, total=2 * _LARGEST_READ, seconds=30.0),
)
