"""MLIR bytecode: a program of a machine-learning compiler, with its weights as constants.

Layout: 4D 4C EF 52, version, producer, sections. JAX, TensorFlow and PyTorch/XLA pass StableHLO on
so ("portable artifact", dialect vhlo); IREE, torch-mlir and others their own dialects.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind
from mediascan.reading.mlir.bytecode import MAGIC, read_bytecode
from mediascan.reading.mlir.report import say_bytecode
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    found = read_bytecode(window)
    if found is None:
        return None
    facts = Facts()
    say_bytecode(found, facts)
    faults = (found.fault,) if found.fault else ()
    parsed = Confidence.PARSED if found.sections else Confidence.MAGIC
    return Finding(
        "mlir_bytecode",
        Kind.CHECKPOINT,
        parsed if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 32, "magic, version and producer"),),
        faults,
    )


FORMAT = Format(
    id="mlir_bytecode",
    title="MLIR bytecode",
    kind=Kind.CHECKPOINT,
    reference="https://mlir.llvm.org/docs/BytecodeFormat/",
    examine=examine,
    signatures=(Signature(MAGIC),),
    suffixes=(".mlirbc", ".mlir"),
)
