"""CNTK version 2: a function of Microsoft's toolkit with its parameters, as protobuf. No signature.

Layout: Dictionary {1 version, 2 map of values}; a model has the keys type "CompositeFunction",
inputs (variables with their arrays), primitive_functions, root; a training state has one of those
inside.
"""

from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.cntk.dictionary import Reader, View
from mediascan.reading.window import Window

_MODEL = ("inputs", "primitive_functions")
_INPUT, _PARAMETER, _CONSTANT = 0, 2, 3  # VariableKind


def examine(window: Window) -> Finding | None:
    reader = Reader()
    found: dict[str, Any] = {}
    stopped: InputFault | None = None
    try:
        reader.dictionary(window, found)
    except InputFault as bad:
        stopped = bad
    model = _model_in(found)
    if model is None:
        return None
    facts = Facts(framework="CNTK")
    faults = _add_variables(facts, model, whole=stopped is None)
    _add_functions(facts, model)
    facts["root_keys"] = sorted(found)[:LIST_LENGTH]
    if model is not found:
        facts["optimizer_state"] = True
        facts["optimizer_evidence"] = sorted(key for key in found if found[key] is not model)[:8]
    if stopped:
        faults.append(fault_of(stopped))
    return Finding(
        "cntk_v2",
        Kind.CHECKPOINT,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        facts,
        (window.evidence(0, 48, "version and first key"),),
        tuple(faults),
    )


def _model_in(found: dict[str, Any]) -> dict[str, Any] | None:
    """The model: all of it, or one value of a training state."""
    for one in (found, *found.values()):
        if isinstance(one, dict) and any(isinstance(one.get(key), list) for key in _MODEL):
            return one
    return None


def _add_variables(facts: Facts, model: dict[str, Any], *, whole: bool) -> list[Fault]:
    """Parameters, constants and inputs."""
    tally, inputs, faults = TensorTally(), [], list[Fault]()
    variables = model.get("inputs")
    for one in variables if isinstance(variables, list) else []:
        if not isinstance(one, dict):
            continue
        name, view = str(one.get("name") or one.get("uid", "")), one.get("value")
        if isinstance(view, View):
            tally.add(name, view.dtype, view.shape)
            if not view.fits and len(faults) < 8:
                text = f"{name!r:.80}: {view.data_bytes} bytes for {view.shape!r:.80}"
                faults.append(Fault(FaultKind.MALFORMED, text))
        elif one.get("kind") == _INPUT:
            inputs.append(f"{name} {one.get('shape', '')}")
    tally.say(facts, whole=whole)
    facts["inputs"] = inputs[:LIST_LENGTH]
    return faults


def _add_functions(facts: Facts, model: dict[str, Any]) -> None:
    functions = model.get("primitive_functions")
    counts: dict[str, int] = {}
    for one in functions if isinstance(functions, list) else []:
        if isinstance(one, dict):
            operation = f"operation {one.get('op', one.get('type', ''))}"
            counts[operation] = counts.get(operation, 0) + 1
    facts["node_count"] = sum(counts.values())
    top = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    facts["operators"] = dict(top[:LIST_LENGTH])
    name = model.get("name")
    if isinstance(name, str) and name:
        facts["model_name"] = name


FORMAT = Format(
    id="cntk_v2",
    title="CNTK version 2 model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/microsoft/CNTK/blob/master/Source/CNTKv2LibraryDll/proto/CNTK.proto",
    examine=examine,
    signatures=(Signature(b"\x08"),),
    suffixes=(".model", ".cmf", ".dnn"),
    words=(b"primitive_functions", b"CompositeFunction", b"needs_gradient", b"dynamic_axis"),
    weak=True,
    limits=Limits(total=128 * MIB, depth=64, seconds=30.0),
)
