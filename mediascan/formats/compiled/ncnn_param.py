"""ncnn network (.param): text. The number 7767517, then "layers blobs", then a line for each layer.

A layer: type, name, number of inputs, number of outputs, their names, then key=value. PNNX writes
the same. The weights lie in a .bin without a header; array parameters name their sizes here.
"""

import re

from mediascan.formats.base import Format, Signature
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_LONGEST = 8 * MIB  # bytes looked at
_START = re.compile(rb"7767517\s+(\d{1,7})\s+(\d{1,7})\s*\n")
_LAYER = re.compile(rb"(\S{1,256})\s+(\S{1,512})\s+(\d{1,5})\s+(\d{1,5})(?:\s|$)")


def examine(window: Window) -> Finding | None:
    text = window.upto(0, _LONGEST)
    start = _START.match(text)
    if start is None:
        return None
    layers, blobs = int(start[1]), int(start[2])
    operators: dict[str, int] = {}
    inputs: list[str] = []
    traces = Traces()
    seen = 0
    for line in text[start.end() :].split(b"\n", layers)[:layers]:
        layer = _LAYER.match(line.strip())
        if layer is None:
            break
        seen += 1
        kind, name = layer[1].decode("utf-8", "replace"), layer[2].decode("utf-8", "replace")
        operators[kind] = operators.get(kind, 0) + 1
        if kind in {"Input", "pnnx.Input"} and len(inputs) < LIST_LENGTH:
            inputs.append(name)
        traces.add(name)
    if not seen:
        return None
    facts = Facts(node_count=layers, inputs=inputs, metadata={"blobs": str(blobs)})
    ranked = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    facts["producer"] = "pnnx" if any(one.startswith("pnnx.") for one in operators) else "ncnn"
    traces.say(facts)
    faults: tuple[Fault, ...] = ()
    if seen < layers:
        faults = (Fault(FaultKind.TRUNCATED, f"{seen} of {layers} layers are there"),)
    return Finding(
        "ncnn_param",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "magic number, counts and the first layer"),),
        faults,
    )


FORMAT = Format(
    id="ncnn_param",
    title="ncnn network",
    kind=Kind.CONFIG,
    reference="https://github.com/Tencent/ncnn/wiki/param-and-model-file-structure",
    examine=examine,
    signatures=(Signature(b"7767517"),),
    suffixes=(".param",),
    weak=True,
)
