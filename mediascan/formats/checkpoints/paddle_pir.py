"""A program of PaddlePaddle 3 (.json beside .pdiparams): {"base_code": {...}, "program": {...}}.

The writer puts `base_code` first and nothing between: so it is told apart from other JSON.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.paddle.optimizers import optimizer_of
from mediascan.reading.paddle.pir import Program
from mediascan.reading.window import Window

_LARGEST = 32 * MIB
_MAGIC = re.compile(rb'\s*\{\s*"base_code"\s*:\s*\{[^{}]{0,80}"magic"\s*:\s*"pir"')


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 256)
    if not _MAGIC.match(head):
        return None
    facts = Facts(framework="PaddlePaddle")
    evidence = (window.evidence(0, 64, "base_code with the magic of the format"),)
    try:
        if window.size > _LARGEST:
            raise LimitExceeded(f"JSON of {window.size} bytes; limit {_LARGEST}")
        whole = parse_object(window.read(0, window.size), lenient=True)
    except InputFault as bad:
        faults = (fault_of(bad, "the program was not read: "),)
        return Finding("paddle_pir", Kind.CONFIG, Confidence.PARSED, facts, evidence, faults)
    program = Program()
    program.read(whole.get("program"))
    match whole["base_code"]:
        case {"version": int(version)}:
            facts["version"] = f"PIR {version}"
    program.tally.say(facts)
    del facts["optimizer_state"]  # a program names variables, it holds no state
    facts["node_count"] = program.node_count
    ranked = sorted(program.operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    if optimizer := optimizer_of(program.operators):
        facts["optimizer"] = optimizer
    facts["inputs"] = program.inputs
    facts["outputs"] = program.outputs
    program.traces.say(facts)
    sure = program.node_count and not program.odd
    confidence = Confidence.CONSISTENT if sure else Confidence.PARSED
    return Finding("paddle_pir", Kind.CONFIG, confidence, facts, evidence)


FORMAT = Format(
    id="paddle_pir",
    title="PaddlePaddle program (PIR)",
    kind=Kind.CONFIG,
    reference="https://github.com/PaddlePaddle/Paddle/tree/develop/paddle/fluid/pir/serialize_deserialize",
    examine=examine,
    signatures=(Signature(b"{"),),
    suffixes=(".json",),
    words=(b'"base_code"',),
    weak=True,
    limits=Limits(read=_LARGEST, total=2 * _LARGEST, seconds=30.0),
)
