"""Kendryte K210/K230 model (kmodel), version 3 and versions 4 to 7.

Version 3: u32 3, u32 flags, u32 arch, u32 layers, u32 start, u32 memory, u32 outputs; for each
output u32 address and size; for each layer u32 type and size of its body; then the bodies. From
version 4 on: "LDMK", u32 version, u32 header size or checksum, and what nncase's compiler of that
version wrote.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_OLD, _MAGIC = b"\x03\x00\x00\x00", b"LDMK"
_VERSIONS = range(4, 8)
_LAYERS, _OUTPUTS = 4096, 64  # believed
_TYPES = 0x4000 + 256  # of a layer: those of the accelerator lie at 10,240 and above
_HEADER = 28


def examine(window: Window) -> Finding | None:
    if window.size < _HEADER:
        return None
    if window.has(_MAGIC, 0):
        version = window.cursor(4).number("I")
        known = version in _VERSIONS
        return Finding(
            "kmodel",
            Kind.CHECKPOINT,
            Confidence.PARSED if known else Confidence.MAGIC,
            Facts(version=str(version), target="Kendryte NPU", producer="nncase"),
            (window.evidence(0, _HEADER, "magic and version"),),
        )
    return _version_3(window)


def _version_3(window: Window) -> Finding | None:
    header = window.cursor(4)
    flags, arch, layers, _, memory, outputs = (header.number("I") for _ in range(6))
    if flags > 1 or arch or not 0 < layers <= _LAYERS or not 0 < outputs <= _OUTPUTS:
        return None
    header.skip(8 * outputs)
    operators: dict[str, int] = {}
    bodies = 0
    for _ in range(layers):
        kind, size = header.number("I"), header.number("I")
        if kind > _TYPES or size % 4:
            return None
        name = f"layer type {kind}"
        operators[name] = operators.get(name, 0) + 1
        bodies += size
    facts = Facts(version="3", target="Kendryte K210", node_count=layers, operators=operators)
    facts["metadata"] = {"main memory": f"{memory} bytes", "8 bits": str(flags == 1)}
    end = header.at + bodies
    if abs(end - window.size) > window.size:
        return None
    faults: tuple[Fault, ...] = ()
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        faults = (Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"),)
    return Finding(
        "kmodel",
        Kind.CHECKPOINT,
        Confidence.CONSISTENT if end == window.size else Confidence.PARSED,
        facts,
        (window.evidence(0, _HEADER, "header"),),
        faults,
    )


FORMAT = Format(
    id="kmodel",
    title="Kendryte kmodel",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/kendryte/nncase/blob/master/src/Native/include/nncase/runtime/model.h",
    examine=examine,
    signatures=(Signature(_OLD), Signature(_MAGIC)),
    suffixes=(".kmodel",),
    weak=True,
)
