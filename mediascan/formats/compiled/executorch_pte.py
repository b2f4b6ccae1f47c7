"""ExecuTorch program, `.pte`: a FlatBuffer `ET12` with `eh00` behind it, then weights in segments.

Made from an exported torch program for phones and small devices; parts may be compiled for a
back end, whose weights then lie in its own blob.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.flatbuffer import Buffer
from mediascan.reading.executorch.program import Program, program_of
from mediascan.reading.executorch.segments import header_of, judge, segments_of
from mediascan.reading.window import Window


def examine(window: Window) -> Finding | None:
    evidence = (window.evidence(0, 40, "identifier and extended header"),)
    try:
        header = header_of(window)
        root = Buffer(window).root()
        segments = segments_of(root, 4)
        found = program_of(root)
    except InputFault as bad:
        if not window.has(b"eh00", 8):
            return None  # four bytes of signature and no program behind them
        facts = Facts(producer="ExecuTorch")
        return Finding(
            "executorch_pte", Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence, (fault_of(bad),)
        )
    if not found.methods:
        return None
    facts = _facts(found)
    facts["version"] = str(root.number(0, "I"))
    names = [one.text(0, 256) for one in root.tables(7)][:LIST_LENGTH]
    if names:
        facts["members"] = names
    facts["member_count"] = len(segments)
    confidence, faults = judge(window, header, segments, facts)
    return Finding("executorch_pte", Kind.CHECKPOINT, confidence, facts, evidence, tuple(faults))


def _facts(found: Program) -> Facts:
    facts = Facts(producer="ExecuTorch")
    if found.delegates:
        facts["delegates"] = list(found.delegates)
        facts["target"] = ", ".join(found.delegates)
    found.constants.say(facts)
    facts["operators"] = dict(sorted(found.operators.items(), key=lambda one: (-one[1], one[0])))
    facts["inputs"], facts["outputs"] = found.inputs, found.outputs
    facts["node_count"] = found.calls
    told = {"methods": ", ".join(found.methods), "compile settings": ", ".join(found.specs)}
    if found.external:
        told["constants in a tensor file"] = str(found.external)
    facts["metadata"] = {key: text for key, text in told.items() if text}
    found.traces.say(facts)
    return facts


FORMAT = Format(
    id="executorch_pte",
    title="ExecuTorch program",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/executorch/blob/main/schema/program.fbs",
    examine=examine,
    signatures=(Signature(b"ET12", at=4),),
    suffixes=(".pte",),
    limits=Limits(total=256 * MIB, seconds=30.0),
)
