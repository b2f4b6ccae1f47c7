"""CVITEK model (cvimodel): a header of 48 bytes, a FlatBuffer, then the weights and programs.

char[8] "CviModel", u32 size of the FlatBuffer, u8 major, u8 minor, 16 bytes MD5, char[16] chip.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.reading.window import Window

_MAGIC = b"CviModel"
_HEADER = 48
_NEWEST = 16  # major version believed


def examine(window: Window) -> Finding | None:
    header = window.cursor(8)
    length, major, minor = header.number("I"), header.number("B"), header.number("B")
    digest, chip = header.take(16), header.take(16).split(b"\0")[0]
    if major > _NEWEST or not (chip.isascii() and chip.decode("ascii", "replace").isprintable()):
        return None
    facts = Facts(version=f"{major}.{minor}", target=f"CVITEK {chip.decode('ascii')}".strip())
    facts["metadata"] = {"MD5 of what follows": digest.hex()}
    faults: tuple[Fault, ...] = ()
    end = _HEADER + length
    if end > window.size:
        facts["missing_bytes"] = end - window.size
        faults = (Fault(FaultKind.TRUNCATED, f"{end - window.size} bytes are missing"),)
    return Finding(
        "cvimodel",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, _HEADER, "header"),),
        faults,
    )


FORMAT = Format(
    id="cvimodel",
    title="CVITEK model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/sophgo/tpu-mlir/blob/master/lib/Dialect/Tpu/Transforms/CV18xx/MlirToCvimodel.cpp",
    examine=examine,
    signatures=(Signature(_MAGIC),),
    suffixes=(".cvimodel",),
)
