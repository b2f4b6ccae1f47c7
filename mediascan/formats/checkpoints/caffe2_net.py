"""Caffe2 network: operators as protobuf (NetDef); an `init_net` holds the weights. No signature.

Layout: 1 name, 2 operators {1 inputs, 2 outputs, 3 name, 4 type, 5 arguments}, 7 and 8 external
inputs and outputs. An operator `GivenTensorFill` has its tensor in the arguments shape and values.
"""

from dataclasses import dataclass, field
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.caffe.layers import read_text
from mediascan.reading.encodings.protobuf import (
    FIXED32,
    LEN,
    VARINT,
    Field,
    fields,
    message,
    numbers,
    signed,
)
from mediascan.reading.window import Window

_NAME, _OPERATOR, _TYPE, _EXTERNAL_IN, _EXTERNAL_OUT = 1, 2, 3, 7, 8
_WIRES = {_NAME: LEN, _OPERATOR: LEN, _TYPE: LEN, 4: VARINT, 5: LEN, 6: LEN, 7: LEN, 8: LEN, 9: LEN}
_OPERATOR_WIRES = {1: LEN, 2: LEN, 3: LEN, 4: LEN, 5: LEN, 6: LEN, 7: LEN, 8: LEN, 9: VARINT}
_FILLS = {
    "GivenTensorFill": "float32",
    "GivenTensorIntFill": "int32",
    "GivenTensorInt64Fill": "int64",
    "GivenTensorByteStringToUInt8Fill": "uint8",
    "Int8GivenTensorFill": "int8",
    "Int8GivenIntTensorFill": "int32",
}
_MOST = 100_000


@dataclass(slots=True)
class _Net:
    name: str = ""
    types: dict[str, int] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    tally: TensorTally = field(default_factory=TensorTally)
    end: int = 0


def examine(window: Window) -> Finding | None:
    net = _Net()
    stopped: InputFault | None = None
    try:
        for one in fields(window, _MOST):
            _take(window, net, one)
            net.end = one.at + one.size
    except InputFault as bad:
        stopped = bad
    count = sum(net.types.values())
    if not count or (stopped and count < 3):
        return None
    facts = Facts(framework="Caffe2")
    if net.name:
        facts["model_name"] = net.name
    net.tally.say(facts, whole=stopped is None)
    facts["node_count"] = count
    top = sorted(net.types.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(top[:LIST_LENGTH])
    if net.inputs:
        facts["inputs"] = net.inputs[:LIST_LENGTH]
    if net.outputs:
        facts["outputs"] = net.outputs[:LIST_LENGTH]
    return Finding(
        "caffe2_net",
        Kind.CHECKPOINT if net.tally.count else Kind.CONFIG,
        Confidence.PARSED if stopped else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "name of the network and its first operator"),),
        (fault_of(stopped, f"behind byte {net.end}: "),) if stopped else (),
    )


def _take(window: Window, net: _Net, one: Field) -> None:
    if _WIRES.get(one.number) != one.wire or one.missing:
        raise Malformed(f"field {one.number} in a network")
    if one.number == _NAME:
        net.name = read_text(window, one)
    elif one.number == _OPERATOR:
        _take_operator(net, message(window, one))
    elif one.number == _EXTERNAL_IN:
        net.inputs.append(read_text(window, one))
    elif one.number == _EXTERNAL_OUT:
        net.outputs.append(read_text(window, one))


def _take_operator(net: _Net, window: Window) -> None:
    kind = output = ""
    shape: list[int] = []
    for one in fields(window, _MOST):
        if _OPERATOR_WIRES.get(one.number) != one.wire or one.missing:
            raise Malformed(f"field {one.number} in an operator")
        if one.number == 4:
            kind = read_text(window, one)
        elif one.number == 2:
            output = output or read_text(window, one)
        elif one.number == 5:
            shape = _shape(message(window, one)) or shape
    if not kind.isidentifier():
        raise Malformed("an operator without a type")
    net.types[kind] = net.types.get(kind, 0) + 1
    if kind in _FILLS and prod(shape) < 1 << 48:
        net.tally.add(output, _FILLS[kind], shape)


def _shape(window: Window) -> list[int]:
    """The whole numbers of the argument "shape"; of others nothing."""
    name, found = "", list[int]()
    for one in fields(window, 1 << 22):
        if one.missing or one.wire not in (LEN, VARINT, FIXED32):
            raise Malformed(f"field {one.number} in an argument")
        if one.number == 1:
            name = read_text(window, one)
            if name != "shape":
                return []
        elif one.number == 6 and len(found) < 32:
            found += [signed(value) for value in numbers(window, one, 32)]
    return found if name == "shape" and all(length >= 0 for length in found) else []


FORMAT = Format(
    id="caffe2_net",
    title="Caffe2 network",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/pytorch/pytorch/blob/v1.13.1/caffe2/proto/caffe2.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"), Signature(b"\x12")),
    suffixes=(".pb",),
    words=(
        b'"\x0fGivenTensorFill',  # field 4 of an operator: its type
        b'"\x0cConstantFill',
        b'"\x04Conv',
        b'"\x02FC',
        b'"\x04Relu',
        b'"\x06MatMul',
        b'"\x09SpatialBN',
        b'"\x07MaxPool',
        b'"\x07Softmax',
        b'"\x07Int8',
        b'"\x04Copy',
    ),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
