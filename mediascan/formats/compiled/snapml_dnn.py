"""SnapML model, `.dnn`: protobuf without a signature.

Model: 1 name, 2 version, 4 input shape, 7 input names, 10 nodes, 12 inputs, 13 outputs. Node: 1
layer, 2 inputs, 3 outputs. Layer: 1 name, 2 type, 50 weights, 101 quantised. Weight: 1 to 4 sizes,
5 numbers, 6 quantised numbers. The walk must end at the last byte, with a type for every layer.
"""

from dataclasses import dataclass, field
from math import prod

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault, Malformed
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.caffe.layers import read_text
from mediascan.reading.encodings.protobuf import LEN, VARINT, Field, fields, message
from mediascan.reading.graphs.json_nodes import say_kinds
from mediascan.reading.window import Window

_MOST = 1 << 16
_WIDTHS = {1: "int8", 2: "float16", 4: "float32"}
_NAME, _VERSION, _NODE, _INPUT, _OUTPUT = 1, 2, 10, 12, 13
_TYPES = (
    *("conv", "depthdeconv", "deconv", "relu", "relu6", "prelu", "softmax", "sigmoid", "linear"),
    *("pool", "batchnorm", "pad", "concat", "eltwise", "const_v2"),
)


@dataclass(slots=True)
class _Model:
    name: str = ""
    version: int = 0
    types: dict[str, int] = field(default_factory=dict)
    ends: dict[int, list[str]] = field(default_factory=dict)
    tally: TensorTally = field(default_factory=TensorTally)
    missing: int = 0


def examine(window: Window) -> Finding | None:
    model = _Model()
    try:
        for one in fields(window, _MOST):
            model.missing = one.missing
            if not one.missing:
                _take(window, one, model)
    except InputFault:
        return None
    known = sum(model.types.get(one, 0) for one in _TYPES)
    if not known or known * 2 < sum(model.types.values()):
        return None
    facts = Facts(framework="SnapML", version=str(model.version))
    if model.name:
        facts["model_name"] = model.name
    say_kinds(model.types, facts)
    facts["inputs"], facts["outputs"] = model.ends.get(_INPUT, []), model.ends.get(_OUTPUT, [])
    model.tally.say(facts, whole=not model.missing)
    faults: tuple[Fault, ...] = ()
    if model.missing:
        facts["missing_bytes"] = model.missing
        faults = (Fault(FaultKind.TRUNCATED, f"the last field lacks {model.missing} bytes"),)
    return Finding(
        "snapml_dnn",
        Kind.CHECKPOINT,
        Confidence.MAGIC if faults else Confidence.PARSED,
        facts,
        (window.evidence(0, 64, "start of the model"),),
        faults,
    )


def _take(window: Window, one: Field, model: _Model) -> None:
    """One field of the model. Raises `Malformed` for what it has not."""
    if one.number == _NODE and one.wire == LEN:
        _node(message(window, one), model)
    elif one.number == _NAME:
        model.name = read_text(window, one)
    elif one.number == _VERSION and one.wire == VARINT:
        model.version = one.value
    elif one.number in (_INPUT, _OUTPUT) and one.wire == LEN:
        names = model.ends.setdefault(one.number, [])
        inner = message(window, one)
        names += [read_text(inner, item) for item in fields(inner, 16) if item.number == 1]
        del names[LIST_LENGTH:]
    elif one.number > 64:
        raise Malformed(f"field {one.number} in a model")


def _node(window: Window, model: _Model) -> None:
    for one in fields(window, 1024):
        if one.number == 1 and one.wire == LEN and not one.missing:
            _layer(message(window, one), model)
        elif one.number in (2, 3):
            read_text(window, one)
        else:
            raise Malformed(f"field {one.number} in a node")


def _layer(window: Window, model: _Model) -> None:
    name = kind = ""
    for one in fields(window, 4096):
        if one.number == 1:
            name = read_text(window, one)
        elif one.number == 2:
            kind = read_text(window, one)
        elif one.number == 50 and one.wire == LEN:
            _weight(message(window, one), name, model)
    if not kind:
        raise Malformed("a layer without a type")
    model.types[kind] = model.types.get(kind, 0) + 1


def _weight(window: Window, name: str, model: _Model) -> None:
    sizes, stored = [1, 1, 1, 1], 0
    for one in fields(window, 16):
        if 1 <= one.number <= 4 and one.wire == VARINT:
            sizes[one.number - 1] = one.value
        elif one.number in (5, 6) and one.wire == LEN:
            stored = max(stored, one.size)
    count = prod(sizes)
    dtype = _WIDTHS.get(stored // count, "") if count else ""
    model.tally.add(name, dtype, sizes, size=stored)


FORMAT = Format(
    id="snapml_dnn",
    title="SnapML model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/lutzroeder/netron/blob/main/source/dnn.js",
    examine=examine,
    signatures=(Signature(b"\n"),),
    suffixes=(".dnn",),
    words=tuple(b"\x12" + bytes([len(kind)]) + kind.encode() for kind in _TYPES[:6]),
    weak=True,
    limits=Limits(total=256 * MIB, seconds=30.0),
)
