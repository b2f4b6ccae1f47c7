"""Where the parts of an ExecuTorch file lie, and whether they fill it.

A header stands in the gap between the FlatBuffer's identifier and its root: `eh00` in programs
(exir/_serialize/_program.py), `FH01` in tensor files (flat_tensor/serialize/serialize.py).
"""

from dataclasses import dataclass

from mediascan.model.errors import Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind
from mediascan.reading.encodings.flatbuffer import Table
from mediascan.reading.window import Window

_PROGRAM, _TENSORS = b"eh00", b"FH01"
SCALARS = {
    0: "uint8",
    1: "int8",
    2: "int16",
    3: "int32",
    4: "int64",
    5: "float16",
    6: "float32",
    7: "float64",
    11: "bool",
    12: "qint8",
    13: "quint8",
    14: "qint32",
    15: "bfloat16",
    16: "quint4x2",
    17: "quint2x4",
    22: "bits16",
    23: "float8_e5m2",
    24: "float8_e4m3fn",
    25: "float8_e5m2fnuz",
    26: "float8_e4m3fnuz",
    27: "uint16",
    28: "uint32",
    29: "uint64",
}


@dataclass(frozen=True, slots=True)
class Header:
    """What the header tells; zeros where there is none."""

    program: int = 0  # bytes of the FlatBuffer
    base: int = 0  # where the segments begin
    data: int = 0  # bytes of all segments; 0 where it is not told


def header_of(window: Window) -> Header:
    """The header at offset 8. Raises `Malformed` where its numbers cannot be."""
    magic = window.upto(8, 4)
    if magic not in (_PROGRAM, _TENSORS):
        return Header()
    cursor = window.cursor(12)
    length = cursor.number("I")
    if not 24 <= length <= 4096:
        raise Malformed(f"extended header of {length} bytes")
    if magic == _TENSORS:
        cursor.skip(8)  # where the FlatBuffer begins
    program, base = cursor.number("Q"), cursor.number("Q")
    told = length >= (40 if magic == _TENSORS else 32)
    return Header(program, base, cursor.number("Q") if told else 0)


def segments_of(owner: Table, slot: int) -> list[tuple[int, int]]:
    """Offset, counted from the base, and size of each segment."""
    return [(one.number(0, "Q"), one.number(1, "Q")) for one in owner.tables(slot)]


def judge(
    window: Window, header: Header, segments: list[tuple[int, int]], facts: Facts
) -> tuple[Confidence, list[Fault]]:
    """Whether header and segments account for every byte of the file."""
    end = max((offset + size for offset, size in segments), default=0)
    whole = header.base + end if segments else header.program
    facts["declared_bytes"] = sum(size for _, size in segments)
    if not whole:  # an old file: the FlatBuffer alone does not tell where it ends
        return Confidence.PARSED, []
    if header.data and segments and header.data != end:
        text = f"segments of {end} bytes, where the header says {header.data}"
        return Confidence.PARSED, [Fault(FaultKind.MALFORMED, text)]
    if whole > window.size:
        facts["missing_bytes"] = whole - window.size
        text = f"cut off: {whole - window.size} bytes of the segments are missing"
        return Confidence.PARSED, [Fault(FaultKind.TRUNCATED, text)]
    if whole < window.size:
        facts["trailing_bytes"] = window.size - whole
        text = f"{window.size - whole} bytes behind the last segment"
        return Confidence.PARSED, [Fault(FaultKind.MALFORMED, text)]
    return Confidence.CONSISTENT, []
