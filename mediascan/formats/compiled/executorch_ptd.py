"""ExecuTorch tensors, `.ptd`: a FlatBuffer `FT01` with names and shapes, then the weights.

The weights of one program or several, kept apart from it.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.flatbuffer import Buffer, Table
from mediascan.reading.executorch.program import shape_at
from mediascan.reading.executorch.segments import SCALARS, header_of, judge, segments_of
from mediascan.reading.window import Window


@dataclass(slots=True)
class _Named:
    """The named data."""

    blobs: list[str] = field(default_factory=list)  # without a shape: for a back end
    tensors: TensorTally = field(default_factory=TensorTally)

    def add(self, one: Table) -> None:
        name, layout = one.text(0, TEXT_LENGTH), one.table(2)
        if layout is None:
            if len(self.blobs) < LIST_LENGTH:
                self.blobs.append(name)
            return
        dtype = SCALARS.get(layout.number(0, "b"), "?")
        self.tensors.add(name, dtype, shape_at(layout, 1))


def examine(window: Window) -> Finding | None:
    evidence = (window.evidence(0, 48, "identifier and header"),)
    found = _Named()
    try:
        header = header_of(window)
        root = Buffer(window).root()
        segments = segments_of(root, 1)
        for one in root.tables(2):
            found.add(one)
    except InputFault as bad:
        if not window.has(b"FH01", 8):
            return None
        facts = Facts(producer="ExecuTorch")
        return Finding(
            "executorch_ptd", Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence, (fault_of(bad),)
        )
    if not segments:
        return None
    facts = Facts(
        producer="ExecuTorch",
        version=str(root.number(0, "I")),
        member_count=len(segments),
    )
    found.tensors.say(facts)
    if found.blobs:
        facts["members"] = found.blobs
    confidence, faults = judge(window, header, segments, facts)
    return Finding("executorch_ptd", Kind.CHECKPOINT, confidence, facts, evidence, tuple(faults))


FORMAT = Format(
    id="executorch_ptd",
    title="ExecuTorch tensors",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/executorch/blob/main/extension/flat_tensor/serialize/flat_tensor.fbs",
    examine=examine,
    signatures=(Signature(b"FT01", at=4),),
    suffixes=(".ptd",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
