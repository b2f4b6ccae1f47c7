"""A program of PaddlePaddle (.pdmodel, __model__): protobuf with operators and variables.

ProgramDesc has no magic. It starts with a block, that with its number 0 and its parent -1; the
walk then demands that each variable and each operator is legal, and that the last byte is reached.
The parameters lie in another file (.pdiparams), in the order of their names.
"""

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.paddle.optimizers import optimizer_of
from mediascan.reading.paddle.programs import Program
from mediascan.reading.window import Window

_FIRST = (
    b"\x08\x00\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x1a"  # block 0, no parent, a variable
)


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 32)
    if head[:1] != b"\x0a" or not 2 <= head.find(_FIRST) <= 7:
        return None
    program = Program()
    faults: list[Fault] = []
    facts = Facts()
    try:
        program.read(window)
    except InputFault as bad:
        faults.append(fault_of(bad, "the program was not read to its end: "))
        if program.missing:
            facts["missing_bytes"] = program.missing
    if not program.variables or (not program.node_count and not faults):
        return None
    _say(facts, program, whole=not faults)
    evidence = (window.evidence(0, 64, "block 0 without a parent, first variable"),)
    sure = Confidence.PARSED if faults else Confidence.CONSISTENT
    return Finding("paddle_program", Kind.CONFIG, sure, facts, evidence, tuple(faults))


def _say(facts: Facts, program: Program, *, whole: bool) -> None:
    facts["framework"] = "PaddlePaddle"
    if program.version > 0:
        facts["version"] = release(program.version)
    program.tally.say(facts, whole=whole)
    facts.pop("optimizer_state", None)  # a program names variables, it holds no state
    facts["node_count"] = program.node_count
    ranked = sorted(program.operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    if optimizer := optimizer_of(program.operators):
        facts["optimizer"] = optimizer
    facts["inputs"] = program.inputs
    facts["outputs"] = program.outputs
    program.traces.say(facts)


def release(number: int) -> str:
    """2,004,001 as 2.4.1."""
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"


FORMAT = Format(
    id="paddle_program",
    title="PaddlePaddle program",
    kind=Kind.CONFIG,
    reference="https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/fluid/framework/framework.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"),),
    suffixes=(".pdmodel",),
    words=(_FIRST,),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
