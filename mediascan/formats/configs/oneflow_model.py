"""The graph of a OneFlow model (model.mlir): MLIR text with a job of operators of OneFlow.

module { oneflow.job @name(%arg0: tensor<1xf32>) -> ... { %0 = "oneflow.relu"(...) {...} : ... } }.
The variables lie in folders of their names, beside it.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.window import Window

_JOB = re.compile(rb"oneflow\.job @([A-Za-z0-9_.$-]{1,128})\(")
_OPERATOR = re.compile(rb'"oneflow\.([a-z0-9_.]{1,64})"\(')
_VARIABLE = re.compile(
    rb'"oneflow\.variable"\([^()\n]*\) ?\{[^\n]{0,4096}?op_name = "([^"\n]{1,256})"[^\n]{0,4096}?'
    rb"-> tensor<((?:\d{1,12}x){0,16})([a-z]{1,4}\d{1,3})>",
)
_DEVICE = re.compile(rb'device_tag = "([a-z_]{1,32})"')
_TYPES = {b"f32": "float32", b"f16": "float16", b"f64": "float64", b"bf16": "bfloat16"}
_KEPT = 8 * MIB


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 8192)
    job = _JOB.search(head)
    if job is None:
        return None
    text = window.upto(0, _KEPT)
    operators: dict[str, int] = {}
    count = 0
    for found in _OPERATOR.finditer(text):
        count += 1
        kind = found[1].decode()
        if kind in operators or len(operators) < LIST_LENGTH:
            operators[kind] = operators.get(kind, 0) + 1
    if not count:
        return None
    facts = Facts(framework="OneFlow", model_name=job[1].decode(), node_count=count)
    facts["operators"] = operators
    tally = TensorTally()
    for variable in _VARIABLE.finditer(text):
        shape = [int(size) for size in variable[2].split(b"x")[:-1]]
        kind = _TYPES.get(variable[3], variable[3].decode())
        tally.add(variable[1].decode("utf-8", "replace"), kind, shape)
    if tally.count:
        tally.say(facts)
        del facts["optimizer_state"]  # a graph names variables, it holds no state
    devices = dict.fromkeys(tag.decode() for tag in _DEVICE.findall(text))
    if devices:
        facts["target"] = ", ".join(devices)
    faults: tuple[Fault, ...] = ()
    if window.size > _KEPT:
        faults = (Fault(FaultKind.LIMIT, f"only the first {_KEPT} bytes were read"),)
    elif not text.rstrip().endswith(b"}"):
        faults = (Fault(FaultKind.TRUNCATED, "the text does not end with a brace"),)
    sure = Confidence.PARSED
    evidence = (window.evidence(job.start(), 64, "first job"),)
    return Finding("oneflow_model", Kind.CONFIG, sure, facts, evidence, faults)


FORMAT = Format(
    id="oneflow_model",
    title="OneFlow graph (MLIR)",
    kind=Kind.CONFIG,
    reference="https://github.com/Oneflow-Inc/oneflow/tree/master/oneflow/ir",
    examine=examine,
    signatures=(Signature(b"module"), Signature(b"oneflow.job"), Signature(b"#loc")),
    suffixes=(".mlir",),
    words=(b"\n  oneflow.job @",),
    weak=True,
)
