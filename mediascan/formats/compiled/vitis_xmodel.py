"""Vitis AI model (.xmodel): a protobuf Graph, without a magic.

Graph: 1 name, 5 operations, 10 root of the subgraphs, 11 attributes, 101 definitions. Operation: 1
name, 2 type, 3 attributes, 4 arguments, 5 output. So the operations must have types that are words.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.encodings.protobuf import LEN, fields, message, payload
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_FIELDS = {1, 5, 10, 11, 101}
_OPERATION_FIELDS = {1, 2, 3, 4, 5}
_TYPE = re.compile(rb"[a-z][a-z0-9_.-]{1,63}")
_MOST = 1 << 17  # fields of one message


def examine(window: Window) -> Finding | None:
    head = window.upto(0, 256)
    if len(head) < 16 or head[0] != 0x0A or head[1] > 0x7F or 2 + head[1] >= len(head):
        return None
    if head[2 + head[1]] != 0x2A:  # the tag of an operation
        return None
    facts = Facts(target="AMD Xilinx DPU")
    operators: dict[str, int] = {}
    traces = Traces()
    try:
        cut = _walk(window, facts, operators, traces)
    except InputFault:
        return None
    if not operators:
        return None
    facts["node_count"] = sum(operators.values())
    ranked = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    traces.say(facts)
    faults: tuple[Fault, ...] = ()
    if cut:
        facts["missing_bytes"] = cut
        faults = (Fault(FaultKind.TRUNCATED, f"{cut} bytes of the last part are missing"),)
    return Finding(
        "vitis_xmodel",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "name and first operation"),),
        faults,
    )


def _walk(window: Window, facts: Facts, operators: dict[str, int], traces: Traces) -> int:
    """Read the graph; how many bytes its last part lacks."""
    cut = 0
    for one in fields(window, _MOST):
        if one.number not in _FIELDS or one.wire != LEN:
            raise Malformed(f"field {one.number} in a graph")
        if one.missing:
            cut = one.missing
        elif one.number == 1:
            name = payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace")
            facts["model_name"] = name
        elif one.number == 5:
            _note(operators, traces, message(window, one))
    return cut


def _note(operators: dict[str, int], traces: Traces, window: Window) -> None:
    """Count one operation. Raises `Malformed` where it is none."""
    kind = b""
    for one in fields(window, _MOST):
        if one.number not in _OPERATION_FIELDS or one.wire != LEN or one.missing:
            raise Malformed(f"field {one.number} in an operation")
        if one.number == 2:
            kind = payload(window, one, 64)
        elif one.number == 1:
            traces.add(payload(window, one, TEXT_LENGTH).decode("utf-8", "backslashreplace"))
    if not _TYPE.fullmatch(kind):
        raise Malformed("an operation without a type")
    name = kind.decode()
    if name in operators or len(operators) < 512:
        operators[name] = operators.get(name, 0) + 1


FORMAT = Format(
    id="vitis_xmodel",
    title="Vitis AI model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/Xilinx/Vitis-AI/tree/master/src/vai_runtime/xir",
    examine=examine,
    signatures=(Signature(b"\n"),),
    words=(b"\x12\x05const", b"\x12\x09const-fix", b"\x12\x08data-fix", b"\x12\x08download"),
    suffixes=(".xmodel",),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
