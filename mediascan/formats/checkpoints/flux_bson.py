"""Flux model (Julia): structures and arrays of BSON.jl, the usual way to keep a Flux network.

Layout: a BSON document; a structure is {tag: "struct", type: {tag: "datatype", name}, data: [...]},
an array {tag: "array", type, size: [...], data: bytes}. What occurs twice stands once, in
`_backrefs`.
"""

from dataclasses import dataclass, field
from math import prod
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import LimitExceeded
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.bson import Binary, Documents
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_ITEMS = {"Float16": 2, "Float32": 4, "Float64": 8, "Int8": 1, "UInt8": 1, "Int16": 2}
_ITEMS |= {"Int32": 4, "UInt32": 4, "Int64": 8, "UInt64": 8, "Bool": 1, "ComplexF32": 8}
_TAGS = (b"\x02tag\0\x07\0\0\0struct\0", b"\x02tag\0\x09\0\0\0datatype\0")
_MOST = 400_000  # values visited
_OPTIMIZERS = {"Adam", "ADAM", "AdamW", "Momentum", "Nesterov", "RMSProp", "Descent", "AdaGrad"}


@dataclass(slots=True)
class _Model:
    tally: TensorTally = field(default_factory=TensorTally)
    traces: Traces = field(default_factory=Traces)
    types: dict[str, int] = field(default_factory=dict)
    packages: dict[str, None] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    data: int = 0


def examine(window: Window) -> Finding | None:
    length = int.from_bytes(window.upto(0, 4), "little")
    if length > window.size:
        return _cut_short(window, length)
    if length < window.size:
        return None
    documents = Documents(window)
    try:
        root = documents.read()
    except LimitExceeded as limit:
        return Finding(
            "flux_bson",
            Kind.CHECKPOINT,
            Confidence.MAGIC,
            evidence=(window.evidence(0, 64, "length and first element"),),
            faults=(fault_of(limit),),
        )
    model = _Model()
    _visit(root, model)
    if not model.tally.count and not model.types:
        return None
    faults = [Fault(FaultKind.MALFORMED, text) for text in model.wrong]
    return Finding(
        "flux_bson",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        _facts(root, model),
        (window.evidence(0, 64, "length and first element"),),
        tuple(faults),
    )


def _cut_short(window: Window, length: int) -> Finding | None:
    """Only where a whole tag of BSON.jl stands at the start."""
    head = window.upto(0, 8192)
    if not any(tag in head for tag in _TAGS):
        return None
    facts = Facts(missing_bytes=length - window.size)
    fault = Fault(FaultKind.TRUNCATED, f"{length - window.size} bytes of {length} are missing")
    first = (window.evidence(0, 64, "length and first element"),)
    return Finding("flux_bson", Kind.CHECKPOINT, Confidence.MAGIC, facts, first, (fault,))


def _visit(root: dict[str, Any], model: _Model) -> None:
    """Look at all values, in the order of the file."""
    stack: list[tuple[str, Any]] = [("", root)]
    for _ in range(_MOST):
        if not stack:
            return
        name, value = stack.pop()
        if isinstance(value, str):
            model.traces.add(value, name)
        elif isinstance(value, list):
            stack += [(_below(name, str(at)), one) for at, one in enumerate(value)][::-1]
        elif isinstance(value, dict) and value.get("tag") == "array":
            _array(name, value, model)
        elif isinstance(value, dict):
            if value.get("tag") == "struct":
                _note_type(value.get("type"), model)
                stack.append((name, value.get("data")))
            else:
                stack += [(_below(name, key), one) for key, one in value.items()][::-1]


def _below(name: str, key: str) -> str:
    return f"{name}.{key}"[:256] if name else key


def _array(name: str, value: dict[str, Any], model: _Model) -> None:
    """Count an array of numbers; others hold values, which stand in a list."""
    shape, data = value.get("size"), value.get("data")
    dtype = (_type_name(value.get("type")) or ["?"])[-1]
    if not isinstance(shape, list) or not all(type(one) is int and one >= 0 for one in shape):
        return
    if not isinstance(data, Binary):
        return
    model.data += data.size
    model.tally.add(name, dtype.lower(), shape)
    expected = prod(shape) * _ITEMS.get(dtype, 0)
    if dtype in _ITEMS and expected != data.size and len(model.wrong) < 8:
        model.wrong.append(f"array {name!r:.80}: {data.size} bytes for {shape!r:.80} of {dtype}")


def _type_name(value: Any) -> list[str]:
    """Packages and name of a datatype."""
    match value:
        case {"tag": "datatype", "name": list(names)}:
            return [one for one in names if isinstance(one, str)]
        case _:
            return []


def _note_type(value: Any, model: _Model) -> None:
    names = _type_name(value)
    if not names:
        return
    if names[-1] in model.types or len(model.types) < 4096:
        model.types[names[-1]] = model.types.get(names[-1], 0) + 1
    if len(model.packages) < LIST_LENGTH:
        model.packages.update(dict.fromkeys(one for one in names[:-1] if one != "Main"))


def _facts(root: dict[str, Any], model: _Model) -> Facts:
    facts = Facts(framework="Flux" if "Flux" in model.packages else "Julia")
    if model.types:
        facts["architecture"] = next(iter(model.types))
        top = sorted(model.types.items(), key=lambda one: (-one[1], one[0]))
        facts["operators"] = dict(top[:LIST_LENGTH])
    facts["root_keys"] = list(root)[:LIST_LENGTH]
    model.tally.say(facts, whole=True)
    facts["declared_bytes"] = model.data
    if isinstance(epoch := root.get("epoch"), int):
        facts["epoch"] = epoch
    if isinstance(step := root.get("step"), int):
        facts["training_step"] = step
    if used := sorted(_OPTIMIZERS & model.types.keys()):
        facts["optimizer"] = used[0]
        facts["optimizer_state"] = True
    if model.packages:
        facts["packages"] = list(model.packages)
    model.traces.say(facts)
    return facts


FORMAT = Format(
    id="flux_bson",
    title="Flux model in BSON (Julia)",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/JuliaIO/BSON.jl",
    examine=examine,
    signatures=tuple(Signature(bytes([kind]), at=4) for kind in (1, 2, 3, 4, 8, 16, 18)),
    suffixes=(".bson",),
    words=(b"\x02tag\0",),
    weak=True,
    limits=Limits(total=128 * MIB, seconds=30.0),
)
