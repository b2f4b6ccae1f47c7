"""Caffe2 network as text, `predict_net.pbtxt`: NetDef in protobuf's text form.

`name: ... op { input: ... output: ... type: "Conv" arg { ... } } external_input: ...`; an operator
`GivenTensorFill` holds weights.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB
from mediascan.reading.encodings.text_proto import Item, items
from mediascan.reading.graphs.json_nodes import say_kinds
from mediascan.reading.window import Window

_LONGEST = 8 * MIB
_WORDS = (b"\nop {", b"\nop{")
_TOP = frozenset(
    (
        *("name", "op", "type", "num_workers", "device_option", "arg", "external_input"),
        *("external_output", "partition_info"),
    )
)
_KINDS = 4096


@dataclass(slots=True)
class _Net:
    name: str = ""
    types: dict[str, int] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    fills: int = 0

    def take(self, item: Item) -> None:
        """Take one item of the text."""
        if item.path == ("op", "type") and (item.value in self.types or len(self.types) < _KINDS):
            self.types[item.value] = self.types.get(item.value, 0) + 1
            self.fills += "GivenTensor" in item.value
        elif item.path == ("external_input",):
            self.inputs.append(item.value)
        elif item.path == ("external_output",):
            self.outputs.append(item.value)
        elif item.path == ("name",):
            self.name = item.value


def examine(window: Window) -> Finding | None:
    text = window.upto(0, _LONGEST).decode("utf-8", "backslashreplace")
    net, faults = _Net(), list[Fault]()
    try:
        for one in items(text):
            window.check_time()
            if one.path[0] not in _TOP:
                return None
            net.take(one)
    except InputFault as bad:
        faults.append(fault_of(bad))
    if window.size > _LONGEST:
        faults = [Fault(FaultKind.LIMIT, f"only the first {_LONGEST} bytes were read")]
    if not net.types:
        return None
    facts = Facts(framework="Caffe2")
    if net.name:
        facts["model_name"] = net.name
    say_kinds(net.types, facts)
    facts["inputs"], facts["outputs"] = net.inputs[:LIST_LENGTH], net.outputs[:LIST_LENGTH]
    if net.fills:
        facts["tensor_count"] = net.fills
    return Finding(
        "caffe2_text",
        Kind.CHECKPOINT if net.fills else Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "start of the network"),),
        tuple(faults),
    )


FORMAT = Format(
    id="caffe2_text",
    title="Caffe2 network as text",
    kind=Kind.CONFIG,
    reference="https://github.com/pytorch/pytorch/blob/v1.13.1/caffe2/proto/caffe2.proto",
    examine=examine,
    signatures=tuple(map(Signature, (b"name", b"op {", b"op{", b"#"))),
    suffixes=(".pbtxt", ".prototxt"),
    words=_WORDS,
    weak=True,
)
