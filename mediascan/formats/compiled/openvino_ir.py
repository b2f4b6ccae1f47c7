"""OpenVINO intermediate representation (.xml): the network; its weights lie in a .bin beside it.

`<net name= version=><layers><layer id= name= type= version=><data .../>`. A layer of type Const has
in its data element_type, shape, offset and size: where in the .bin its numbers are. The end of the
last one is the size of the .bin, which has no header of its own.
"""

import re
from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_HEAD = 4096
_STEP = MIB
_OVERLAP = 8192  # bytes of a step that are looked at again: a tag is shorter
_NET = re.compile(rb"<net\s[^>]*>")
_LAYER = re.compile(rb"<layer\s[^>]*>\s*(?:<data\s[^>]*>)?")
_TRACE = re.compile(rb"<(input_model|Runtime_version|info|model_name)\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w-]+)="([^"]*)"')
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)
_END = b"</net>"
_BLANK = b" \t\r\n"
_OPERATORS = 512  # told apart
_DIMENSIONS = 64


@dataclass(slots=True)
class _Network:
    """What was read of the layers."""

    layers: int = 0
    operators: dict[str, int] = field(default_factory=dict)
    tally: TensorTally = field(default_factory=TensorTally)
    end: int = 0  # of the last constant in the .bin
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)
    traces: Traces = field(default_factory=Traces)


def examine(window: Window) -> Finding | None:
    net = _NET.search(window.upto(0, _HEAD))
    if net is None:
        return None
    attributes = _attributes(net[0])
    found, faults = _Network(), []
    try:
        ended = _walk(window, found)
    except LimitExceeded as limit:
        ended = True
        faults.append(fault_of(limit))
    if not found.layers:
        return None
    if not ended:
        faults.append(Fault(FaultKind.TRUNCATED, "the network does not end: the file is cut short"))
    facts = Facts(version=attributes.get("version", ""), node_count=found.layers)
    facts["model_name"] = attributes.get("name", "")
    ranked = sorted(found.operators.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(ranked[:LIST_LENGTH])
    facts["inputs"], facts["outputs"] = found.inputs, found.outputs
    if found.metadata:
        facts["metadata"] = found.metadata
        if runtime := found.metadata.get("Runtime_version"):
            facts["producer"] = f"OpenVINO {runtime}"
    found.tally.say(facts)
    facts["declared_bytes"] = found.end
    found.traces.say(facts)
    links = [Link("external-data", "the .bin file beside it", 0, 1, from_name=False)]
    return Finding(
        "openvino_ir",
        Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(net.start(), len(net[0]), "start of the network"),),
        tuple(faults),
        tuple(links if found.end else ()),
    )


def _walk(window: Window, found: _Network) -> bool:
    """Read the file in steps; whether it ends with the network."""
    kept = b""
    for at in range(0, window.size, _STEP):
        text = kept + window.upto(at, _STEP)
        last = at + _STEP >= window.size
        safe = len(text) if last else len(text) - _OVERLAP
        used = 0
        for one in _LAYER.finditer(text):
            if one.start() >= safe:
                break
            _note_layer(found, one[0])
            used = one.end()
        for one in _TRACE.finditer(text):
            _note_trace(found, one[1].decode(), _attributes(one[0]))
        kept = text[max(used, safe) :]
        window.check_time()
    return window.upto(max(0, window.size - 64), 64).rstrip(_BLANK).endswith(_END)


def _note_layer(found: _Network, tag: bytes) -> None:
    layer, _, data = tag.partition(b">")
    attributes, values = _attributes(layer), _attributes(data)
    kind, name = attributes.get("type", ""), attributes.get("name", "")
    found.layers += 1
    if kind == "Const":
        _note_constant(found, name, values)
        return
    if kind == "Parameter" and len(found.inputs) < LIST_LENGTH:
        found.inputs.append(name)
    elif kind == "Result" and len(found.outputs) < LIST_LENGTH:
        found.outputs.append(attributes.get("output_names", name))
    elif kind in found.operators or len(found.operators) < _OPERATORS:
        found.operators[kind] = found.operators.get(kind, 0) + 1


def _note_constant(found: _Network, name: str, values: dict[str, str]) -> None:
    offset, size = _number(values.get("offset", "")), _number(values.get("size", ""))
    shape = [
        _number(one) for one in values.get("shape", "").split(",")[:_DIMENSIONS] if one.strip()
    ]
    found.tally.add(name, values.get("element_type", ""), shape, size=size)
    found.end = max(found.end, offset + size)


def _note_trace(found: _Network, tag: str, values: dict[str, str]) -> None:
    value = values.get("value", "")
    key = values.get("name", tag) if tag == "info" else tag
    if value and key not in found.metadata and len(found.metadata) < LIST_LENGTH:
        found.metadata[key] = value
        found.traces.add(value, key)


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode(): value[:TEXT_LENGTH].decode("utf-8", "backslashreplace")
        for key, value in _ATTRIBUTE.findall(tag)
    }


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if _NUMBER.fullmatch(text) else 0


FORMAT = Format(
    id="openvino_ir",
    title="OpenVINO network",
    kind=Kind.CONFIG,
    reference="https://docs.openvino.ai/2025/documentation/openvino-ir-format.html",
    examine=examine,
    signatures=(Signature(b"<?xml"), Signature(b"<net ")),
    words=(b"\n<net ",),
    suffixes=(".xml",),
    weak=True,
    limits=Limits(total=512 * MIB, seconds=30.0),
)
