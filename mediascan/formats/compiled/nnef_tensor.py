"""NNEF tensor (.dat): one array, with a header of 128 bytes.

4E EF, u8 major, u8 minor, u32 bytes of data, u32 rank, u32 extents[8], u32 bits an item, u32 type
of the items, u32[19] of parameters. So size is 128 and the data, which is extents times bits.
"""

from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_MAGIC = b"\x4e\xef"
_HEADER = 128
_RANK = 8
_BITS = range(1, 65)
_TYPES = ("float", "unsigned", "quantised unsigned", "quantised signed", "signed", "bool")


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    header = window.cursor(2)
    major, minor = header.number("B"), header.number("B")
    length, rank = header.number("I"), header.number("I")
    extents = [header.number("I") for _ in range(_RANK)]
    bits, kind = header.number("I"), header.number("I")
    shape = extents[:rank]
    if major != 1 or minor or rank > _RANK or bits not in _BITS or any(extents[rank:]):
        return None
    elements = prod(shape)
    if length != -(-elements * bits // 8):
        return None
    name = _TYPES[kind] if kind < len(_TYPES) else f"type {kind}"
    facts = Facts(dtype=f"{name} {bits} bits", shape=shape, element_count=elements)
    facts["parameter_count"], facts["declared_bytes"] = elements, length
    faults: tuple[Fault, ...] = ()
    if (missing := _HEADER + length - window.size) > 0:
        facts["missing_bytes"] = missing
        faults = (Fault(FaultKind.TRUNCATED, f"{missing} bytes of data are missing"),)
    elif missing < 0:
        facts["trailing_bytes"] = -missing
        faults = (Fault(FaultKind.MALFORMED, f"{-missing} bytes behind the data"),)
    return Finding(
        "nnef_tensor",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 52, "header: sizes, extents and type"),),
        faults,
    )


FORMAT = Format(
    id="nnef_tensor",
    title="NNEF tensor",
    kind=Kind.CHECKPOINT,
    reference="https://registry.khronos.org/NNEF/specs/1.0/nnef-1.0.5.html",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".dat",),
    weak=True,
)
