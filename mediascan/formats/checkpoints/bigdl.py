"""BigDL model (Analytics Zoo): modules of a Spark library with their parameters, as protobuf.

Layout: module {1 name, 2 modules inside, 3 weight, 4 bias, 7 class, 8 attributes, 9 version, 16
parameters}. No signature; it counts as one by the classes it names and where its fields end.
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
    LEN,
    VARINT,
    Field,
    fields,
    message,
    numbers,
    signed,
)
from mediascan.reading.window import Window

_NAME, _INSIDE, _WEIGHT, _BIAS, _CLASS, _VERSION, _PARAMETERS = 1, 2, 3, 4, 7, 9, 16
_TENSORS = {_WEIGHT: "weight", _BIAS: "bias"}
_LAST = 32
_MOST = 100_000
_DEPTH = 32
_PACKAGE = "com.intel.analytics."
_TYPES = {0: "int32", 1: "int64", 2: "float32", 3: "float64", 4: "text", 5: "bool", 6: "int8"}


@dataclass(slots=True)
class _Model:
    classes: dict[str, int] = field(default_factory=dict)
    version: str = ""
    name: str = ""
    tally: TensorTally = field(default_factory=TensorTally)
    modules: int = 0


def examine(window: Window) -> Finding | None:
    if _PACKAGE.encode() not in window.upto(0, 8192):
        return None
    model = _Model()
    stopped: InputFault | None = None
    try:
        _module(window, model, "", 0)
    except InputFault as bad:
        stopped = bad
    if not any(name.startswith(_PACKAGE) for name in model.classes):
        return None
    facts = Facts(framework="BigDL")
    if model.version:
        facts["version"] = model.version
    model.tally.say(facts, whole=stopped is None)
    facts["node_count"] = model.modules
    top = sorted(model.classes.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = {name.rpartition(".")[2]: count for name, count in top[:LIST_LENGTH]}
    return Finding(
        "bigdl",
        Kind.CHECKPOINT,
        Confidence.PARSED if stopped else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 64, "first module"),),
        (fault_of(stopped),) if stopped else (),
    )


def _module(window: Window, model: _Model, above: str, depth: int) -> None:
    """Count the module that is all of `window`, and those inside of it."""
    if depth > _DEPTH:
        raise Malformed(f"modules nested deeper than {_DEPTH}")
    model.modules += 1
    name, tensors, kind = "", list[tuple[str, Window]](), ""
    for one in fields(window, _MOST):
        _check(one)
        if one.number == _NAME:
            name = read_text(window, one)
        elif one.number == _INSIDE:
            _module(message(window, one), model, name or above, depth + 1)
        elif one.number in (_WEIGHT, _BIAS, _PARAMETERS) and one.size:
            key = _TENSORS.get(one.number, str(len(tensors)))
            tensors.append((key, message(window, one)))
        elif one.number == _CLASS:
            kind = read_text(window, one)
        elif one.number == _VERSION:
            model.version = model.version or read_text(window, one)
    model.classes[kind] = model.classes.get(kind, 0) + 1
    for key, tensor in tensors:
        dtype, shape = _tensor(tensor)
        model.tally.add(f"{name or above}.{key}", dtype, shape)


def _check(one: Field) -> None:
    if one.number > _LAST or one.missing or (one.number <= 9 and one.wire != LEN):
        raise Malformed(f"field {one.number} in a module")


def _tensor(window: Window) -> tuple[str, list[int]]:
    dtype, shape = _TYPES[0], list[int]()
    for one in fields(window, 64):
        if one.missing or one.number > 12:
            raise Malformed(f"field {one.number} in a tensor")
        if one.number == 1 and one.wire == VARINT:
            dtype = _TYPES.get(one.value, f"type {one.value}")
        elif one.number == 2:
            shape += [signed(value) for value in numbers(window, one, 32)]
    if any(length < 0 for length in shape) or prod(shape) >= 1 << 48:
        raise Malformed(f"a tensor of {shape!r:.80}")
    return dtype, shape


FORMAT = Format(
    id="bigdl",
    title="BigDL model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/intel/BigDL-2.x/blob/main/scala/dllib/src/main/resources/serialization/bigdl.proto",
    examine=examine,
    signatures=(Signature(b"\x0a"), Signature(b"\x12"), Signature(b":")),
    suffixes=(".bigdl", ".model"),
    words=(b"com.intel.analytics.bigdl", b"com.intel.analytics.zoo"),
    weak=True,
    limits=Limits(total=128 * MIB, depth=64, seconds=30.0),
)
