"""Sophgo BModel: a header of 64 bytes, a FlatBuffer that describes the nets, then their binaries.

u32 magic 0xFF55AAEE, u32 header size, u32 size of the FlatBuffer, u32 size of the binaries, zeros.
Root Model: 0 type, 1 version, 2 time, 3 chip, 4 nets. Net: 0 name.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, TEXT_LENGTH
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.window import Window

_MAGIC = b"\xee\xaa\x55\xff"
_HEADER = 64


def examine(window: Window) -> Finding | None:
    header = window.cursor(4)
    start, length, data = header.number("I"), header.number("I"), header.number("I")
    if start != _HEADER or not length:
        return None
    facts = Facts(target="Sophgo TPU", declared_bytes=data)
    faults: list[Fault] = []
    end = start + length + data
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        faults.append(Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"))
    elif end < window.size:
        facts["trailing_bytes"] = window.size - end
        text = f"{window.size - end} bytes behind the binaries"
        faults.append(Fault(FaultKind.MALFORMED, text))
    try:
        _say_nets(facts, window.cut(start, min(length, window.size - start)))
    except InputFault as bad:
        faults.append(fault_of(bad))
    return Finding(
        "bmodel",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 16, "magic and sizes"),),
        tuple(faults),
    )


def _say_nets(facts: Facts, window: Window) -> None:
    model = Buffer(window).root()
    facts["version"] = model.text(1, TEXT_LENGTH)
    if chip := model.text(3, TEXT_LENGTH):
        facts["target"] = f"Sophgo {chip}"
    if time := model.text(2, TEXT_LENGTH):
        facts["dates"] = [time]
    names = [
        net.text(0, TEXT_LENGTH)
        for net, _ in zip(model.tables(4), range(LIST_LENGTH), strict=False)
    ]
    if names:
        facts["model_name"] = ", ".join(names)[:TEXT_LENGTH]


FORMAT = Format(
    id="bmodel",
    title="Sophgo BModel",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/sophgo/tpu-mlir/blob/master/include/tpu_mlir/Builder/BM168x/bmodel.hpp",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".bmodel",),
)
