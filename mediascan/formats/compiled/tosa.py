"""TOSA graph (Tensor Operator Set Architecture): a FlatBuffer with identifier TOSA.

Root TosaGraph: 0 version (a table of four numbers), 1 regions. Region: 0 name, 1 blocks. Block: 0
name, 1 operators, 2 tensors, 3 inputs, 4 outputs. Tensor: 0 name, 1 shape, 2 type, 3 data.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.window import Window

_IDENTIFIER = b"TOSA"
_TYPES = (
    *("UNKNOWN", "BOOL", "UINT8", "INT4", "INT8", "INT16", "INT32", "INT48", "FP32"),
    *("UINT16", "FP16", "BF16", "SHAPE", "FP8E4M3", "FP8E5M2"),
)
_DIMENSIONS = 64


def examine(window: Window) -> Finding | None:
    graph = Buffer(window).root()
    facts, tally = Facts(), TensorTally()
    faults: list[Fault] = []
    operators = 0
    inputs: list[str] = []
    outputs: list[str] = []
    if version := graph.table(0):
        facts["version"] = ".".join(str(version.number(slot, "i")) for slot in range(3))
    try:
        for region in graph.tables(1):
            for block in region.tables(1):
                operators += block.vector(1, 4)[1]
                inputs += block.texts(3, LIST_LENGTH - len(inputs), TEXT_LENGTH)
                outputs += block.texts(4, LIST_LENGTH - len(outputs), TEXT_LENGTH)
                for one in block.tables(2):
                    _take(tally, one)
    except InputFault as bad:
        faults.append(fault_of(bad))
    facts["node_count"] = operators
    facts["inputs"], facts["outputs"] = inputs, outputs
    if tally.count:
        tally.say(facts, whole=not faults)
    return Finding(
        "tosa",
        Kind.CHECKPOINT,
        Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "root offset and identifier"),),
        tuple(faults),
    )


def _take(tally: TensorTally, tensor: Table) -> None:
    """Count a tensor that has data; the others are what flows between operators."""
    _, length = tensor.vector(3, 1)
    if length:
        kind = tensor.number(2, "I")
        dtype = _TYPES[kind] if kind < len(_TYPES) else f"type {kind}"
        shape = [max(0, one) for one in tensor.numbers(1, "i", _DIMENSIONS)]
        tally.add(tensor.text(0, TEXT_LENGTH), dtype, shape, size=length)


FORMAT = Format(
    id="tosa",
    title="TOSA graph",
    kind=Kind.CHECKPOINT,
    reference="https://git.mlplatform.org/tosa/serialization_lib.git/tree/schema/tosa.fbs",
    examine=examine,
    signatures=(Signature(_IDENTIFIER, at=4),),
    suffixes=(".tosa",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
