"""Caffe model: a network with its weights, as protobuf (NetParameter). No signature.

Layout: 1 name, layers (2 of the old form, 100 of the new), each with name, type and blobs. It is
taken for one where the fields end with the file and each layer has a name and a type.
"""

from dataclasses import dataclass, field

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.caffe.layers import Layer, read_layer, read_text
from mediascan.reading.encodings.protobuf import FIXED32, LEN, VARINT, Field, fields, message
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_NAME, _OLD_LAYER, _INPUT, _LAYER = 1, 2, 3, 100
_WIRES = {
    _NAME: (LEN,),
    _OLD_LAYER: (LEN,),
    _INPUT: (LEN,),
    4: (VARINT, LEN),  # input_dim
    5: (VARINT,),  # force_backward
    6: (LEN,),  # state
    7: (VARINT,),  # debug_info
    8: (LEN,),  # input_shape
    _LAYER: (LEN,),
}
_MOST_LAYERS = 100_000
_HEAD = 160


@dataclass(slots=True)
class _Net:
    name: str = ""
    inputs: list[str] = field(default_factory=list)
    layers: int = 0
    with_blobs: int = 0
    ends: int = 0
    types: dict[str, int] = field(default_factory=dict)
    tally: TensorTally = field(default_factory=TensorTally)
    traces: Traces = field(default_factory=Traces)
    wrong: list[str] = field(default_factory=list)
    end: int = 0
    data: int = 0  # bytes of numbers


def examine(window: Window) -> Finding | None:
    if not _may_be(window.sparse(0, min(_HEAD, window.size))):
        return None
    net = _Net()
    stopped: InputFault | None = None
    try:
        for one in fields(window, _MOST_LAYERS):
            _take(window, net, one)
            net.end = one.at + one.size
    except InputFault as bad:
        stopped = bad
    if not net.layers or not net.ends or (stopped and net.with_blobs < 2):
        return None
    faults = [Fault(FaultKind.MALFORMED, text) for text in net.wrong]
    if stopped:
        faults.append(fault_of(stopped, f"behind byte {net.end}: "))
    return Finding(
        "caffe_model",
        Kind.CHECKPOINT if net.with_blobs else Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        _facts(net, whole=stopped is None),
        (window.evidence(0, 64, "name of the network and its first layer"),),
        tuple(faults),
    )


def _may_be(head: bytes) -> bool:
    """Whether a printable name stands first, and behind it a field that may be the next."""
    if head[:1] == b"\x0a":
        if len(head) < 2 or head[1] > 127 or not head[2 : 2 + head[1]].isascii():
            return False
        if not head[2 : 2 + head[1]].decode("ascii").isprintable():
            return False
        head = head[2 + head[1] :]
    return head[:2] == b"\xa2\x06" or head[:1] in (b"\x12", b"\x1a", b"\x28")


def _take(window: Window, net: _Net, one: Field) -> None:
    if one.wire not in _WIRES.get(one.number, ()) or one.wire == FIXED32 or one.missing:
        raise Malformed(f"field {one.number} in a network")
    if one.number == _NAME:
        net.name = read_text(window, one)
    elif one.number == _INPUT:
        net.inputs.append(read_text(window, one))
    elif one.number in (_LAYER, _OLD_LAYER):
        _take_layer(net, read_layer(message(window, one), old=one.number == _OLD_LAYER))


def _take_layer(net: _Net, layer: Layer) -> None:
    net.layers += 1
    net.ends += layer.ends
    net.with_blobs += bool(layer.blobs)
    net.types[layer.type] = net.types.get(layer.type, 0) + 1
    for number, blob in enumerate(layer.blobs):
        name = f"{layer.name}.{number}"
        net.tally.add(name, "float64" if blob.double else "float32", blob.shape)
        net.data += blob.elements * (8 if blob.double else 4)
        told = 1
        for length in blob.shape:
            told *= length
        if told != blob.elements and len(net.wrong) < 8:
            text = f"blob {name!r:.80}: {blob.elements} numbers for {blob.shape!r:.80}"
            net.wrong.append(text)
    for key, text in layer.texts:
        net.traces.add(text, key)


def _facts(net: _Net, *, whole: bool) -> Facts:
    facts = Facts(framework="Caffe")
    if net.name:
        facts["model_name"] = net.name
    net.tally.say(facts, whole=whole)
    facts["declared_bytes"] = net.data
    facts["node_count"] = net.layers
    facts["operators"] = dict(sorted(net.types.items(), key=lambda one: (-one[1], one[0])))
    if net.inputs:
        facts["inputs"] = net.inputs
    net.traces.say(facts)
    return facts


FORMAT = Format(
    id="caffe_model",
    title="Caffe model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/BVLC/caffe/blob/master/src/caffe/proto/caffe.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"), Signature(b"\xa2\x06")),
    suffixes=(".caffemodel",),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
