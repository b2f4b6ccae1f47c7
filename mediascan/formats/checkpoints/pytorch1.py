"""PyTorch's container before the release of 1.0: `PYTORCH1`, aligned records, a footer.

Header, record headers and footer take 64 bytes each: two numbers of 8 bytes, then padding of EF.
A record: tag 1, its size, the bytes, padding up to the next multiple of 64 (a whole 64 where it is
one already). The footer: tag 2 and the offset of the last record, which is the program.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed, Truncated
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.window import Window

_ALIGNED = 64
_RECORD, _FOOTER = 1, 2
_NEWEST = 2  # versions 1 and 2 were written
_MOST = 200_000  # records


def examine(window: Window) -> Finding | None:
    version = window.cursor(8).number("Q")
    if not 1 <= version <= _NEWEST:
        return None
    facts = Facts(producer="PyTorch before 1.0", version=str(version))
    faults: list[Fault] = []
    sizes: list[int] = []
    try:
        end = _records(window, sizes)
    except InputFault as bad:
        faults.append(fault_of(bad))
        end = 0
    if end and end < window.size:
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the footer"
        faults.append(Fault(FaultKind.MALFORMED, text))
    facts["member_count"] = len(sizes)
    facts["declared_bytes"] = sum(sizes)
    if sizes and end:
        facts["tensor_count"] = len(sizes) - 1  # the last record is the program
    return Finding(
        "pytorch1",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "header"),),
        tuple(faults),
    )


def _records(window: Window, sizes: list[int]) -> int:
    """Put the size of each record into `sizes`; returns where the footer ends."""
    at, last = _ALIGNED, _ALIGNED
    for _ in range(_MOST):
        head = window.sparse(at, 16)
        tag, number = (int.from_bytes(half, "little") for half in (head[:8], head[8:]))
        if tag == _FOOTER:
            if number != last:
                raise Malformed(f"the footer names the record at {number}, the last is at {last}")
            return at + _ALIGNED
        if tag != _RECORD:
            raise Malformed(f"no record at {at}")
        lacks = at + _ALIGNED + number - window.size
        if lacks > 0:
            raise Truncated(f"the record at {at} lacks {lacks} bytes")
        last = at
        sizes.append(number)
        at = (at + _ALIGNED + number) // _ALIGNED * _ALIGNED + _ALIGNED
    raise Malformed(f"more than {_MOST} records")


FORMAT = Format(
    id="pytorch1",
    title="PyTorch container before 1.0",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/v1.0rc1/caffe2/serialize/inline_container.h",
    examine=examine,
    signatures=(Signature(b"PYTORCH1"),),
    suffixes=(".pt", ".pt1"),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
