"""safetensors: model weights. u64 header length N, N bytes of JSON, then the tensors without gaps.

Rules are those of the reference reader (`safetensors/src/tensor.rs`): the offsets tile the data
from 0 to the last byte of the file, each tensor's span is shape times bits of its dtype.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import MIB, Limits
from mediascan.reading.safetensors.header import FINGERPRINTED, Header, read_header
from mediascan.reading.safetensors.metadata import add_metadata
from mediascan.reading.safetensors.quantization import packing
from mediascan.reading.window import Window

_LONGEST_HEADER = 100_000_000  # MAX_HEADER_SIZE of the reference reader
_LARGEST_READ = (
    32 * MIB
)  # of a header in an unusual spelling; in memory it takes eight times as much
_TOTAL = 160 * MIB  # the longest header in slices, and once more in one
_LEAD = 4096  # bytes that may be blank before its first brace
_BLANK = b" \t\r\n"
_SPELLED = 4  # faults of one sort that are told one by one
_CARRIER = 64  # bytes from which on a lone tensor of bytes is worth a word


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
    found = read_header(window, length)
    if (gap := found.spans.gap()) is not None:
        found.wrong.append(f"gap or overlap at byte {gap} of the data")
    facts = _facts(found)
    faults = _wrong_faults(found.wrong)
    faults += _size_faults(found.spans.end, window.size - 8 - length, facts)
    evidence = [window.evidence(0, 64, "header length and start of the header")]
    if _is_carrier(found):
        facts["comment"] = "one tensor of bytes and nothing else: it may carry any file"
        evidence.append(window.evidence(8 + length, 64, "start of that tensor"))
    return Finding(
        "safetensors",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        tuple(evidence),
        tuple(faults),
    )


def _facts(found: Header) -> Facts:
    facts = found.fingerprint.facts()
    if found.tensor_count > FINGERPRINTED:  # the rest may have more of them
        facts.pop("layer_count", None)
        facts.pop("expert_count", None)
    facts["tensor_count"] = found.tensor_count
    facts["parameter_count"] = sum(found.dtypes.values())
    facts["dtypes"] = found.dtypes
    facts["declared_bytes"] = found.spans.end
    facts["tensors"] = found.sample
    facts["optimizer_state"] = bool(found.state_names)
    packed = packing(found.suffixes, found.fingerprint)
    if packed is not None:
        facts["quantization"] = packed.scheme
        facts["parameter_count"] = packed.parameters
        if packed.parameters < 0:  # stored numbers are no parameters, and bits are not known
            del facts["parameter_count"]
    if found.state_names:
        facts["optimizer_evidence"] = found.state_names
        facts["optimizer_value_count"] = found.state
    add_metadata(facts, found.metadata)
    return facts


def _is_carrier(found: Header) -> bool:
    alone = found.tensor_count == 1 and list(found.dtypes) == ["U8"]
    return alone and len(found.sample[0]["shape"]) == 1 and found.spans.end >= _CARRIER


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


FORMAT = Format(
    id="safetensors",
    title="safetensors model weights",
    kind=Kind.CHECKPOINT,
    reference="https://huggingface.co/docs/safetensors/index#format",
    examine=examine,
    signatures=tuple(Signature(lead, at=8) for lead in (b"{", b" ", b"\t", b"\r", b"\n")),
    suffixes=(".safetensors",),
    limits=Limits(read=_LARGEST_READ, total=_TOTAL, seconds=30.0),
)
