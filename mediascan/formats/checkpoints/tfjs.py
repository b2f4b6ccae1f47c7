"""TensorFlow.js model, `model.json`: the program as JSON, and a list of its weights by file.

`format` is "layers-model" (Keras) or "graph-model"; `weightsManifest` is a list of {paths, weights}
where each weight has a name, a shape, a dtype and maybe a quantisation. The numbers lie in the
files of `paths`, one after another without a header. Old converters put that list into a file of
its own, `weights_manifest.json`.
"""

from math import prod
from typing import Any

from mediascan.formats.base import Format, Signature
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Confidence, Fault, FaultKind, Finding, Kind, Link, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, TEXT_LENGTH, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.encodings.json import parse
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window

_WORDS = (b'"weightsManifest"', b'"modelTopology"', b'"weights"')
_LISTED = (b'"paths"', b'"weights"', b'"dtype"')  # in a manifest of its own
_BYTES = {
    "float32": 4,
    "int32": 4,
    "complex64": 8,
    "float16": 2,
    "uint16": 2,
    "uint8": 1,
    "bool": 1,
    "string": 0,
}
_TEXTS = ("format", "generatedBy", "convertedBy")
_DIMENSIONS = 64
_MOST = 1 << 20  # weights
_LARGEST = 32 * MIB


def examine(window: Window) -> Finding | None:
    start = window.upto(0, 8192)
    words = _WORDS[:2] if start.lstrip().startswith(b"{") else _LISTED
    found = sum(map(start.__contains__, words))
    if not found or (words is _LISTED and found < len(words)) or window.size > _LARGEST:
        return None
    try:
        value = parse(window.read(0, window.size), lenient=True)
    except InputFault as bad:
        return _broken(window, fault_of(bad))
    match value:
        case {"weightsManifest": list(manifest)}:
            pass
        case {"modelTopology": dict()}:
            manifest = []
        case [{"paths": list(), "weights": list()}, *_]:
            manifest, value = value, {}
        case _:
            return None
    tally, wrong = TensorTally(), 0
    paths: list[str] = []
    for group in manifest:
        wrong += _add(group, tally, paths)
    faults = [Fault(FaultKind.MALFORMED, f"{wrong} weights that are none")] if wrong else []
    return Finding(
        "tfjs",
        Kind.CHECKPOINT if tally.count else Kind.CONFIG,
        Confidence.PARSED if faults else Confidence.CONSISTENT,
        _facts(value, tally, paths),
        (window.evidence(0, 64, "start of the model"),),
        tuple(faults),
        tuple(
            Link("external-data", path, index, len(paths), from_name=False)
            for index, path in enumerate(paths[:LIST_LENGTH])
        ),
    )


def _broken(window: Window, fault: Fault) -> Finding | None:
    """A model whose JSON is damaged or cut off: both words stand in its first bytes."""
    start = window.upto(0, 8192)
    if b'"modelTopology"' not in start or b'-model"' not in start:
        return None
    evidence = (window.evidence(0, 64, "start of the model"),)
    facts = Facts(framework="TensorFlow.js")
    return Finding("tfjs", Kind.CHECKPOINT, Confidence.MAGIC, facts, evidence, (fault,))


def _add(group: object, tally: TensorTally, paths: list[str]) -> int:
    """Take one group of the manifest; how many of its weights are none."""
    match group:
        case {"paths": list(names), "weights": list(weights)}:
            paths += [one for one in names if isinstance(one, str)]
        case _:
            return 1
    return sum(not _weight(one, tally) for one in weights[:_MOST])


def _weight(weight: object, tally: TensorTally) -> bool:
    """Count one weight, as it is stored: a quantised one has the smaller type."""
    match weight:
        case {"name": str(name), "shape": list(shape), "dtype": str(dtype), **rest}:
            stored = rest.get("quantization")
        case _:
            return False
    if len(shape) > _DIMENSIONS or not all(type(n) is int and 0 <= n < 1 << 40 for n in shape):
        return False
    if isinstance(stored, dict) and isinstance(stored.get("dtype"), str):
        dtype = stored["dtype"]
    size = prod(shape) * _BYTES.get(dtype, 0)
    tally.add(name[:TEXT_LENGTH], dtype[:32], shape, size=size)
    return True


def _facts(value: dict[str, Any], tally: TensorTally, paths: list[str]) -> Facts:
    facts = Facts(framework="TensorFlow.js")
    texts = {key: value[key] for key in _TEXTS if isinstance(value.get(key), str)}
    writers = [texts[key] for key in ("generatedBy", "convertedBy") if key in texts]
    if writers:
        facts["producer"] = ", ".join(writers)[:TEXT_LENGTH]
    tally.say(facts)
    facts["shard_count"] = len(paths)
    _add_topology(facts, value.get("modelTopology"))
    match value.get("trainingConfig"):
        case {"optimizer_config": {"class_name": str(name)}}:
            facts["optimizer"] = f"{name[:64]}, by the training configuration"
    match value.get("signature"):
        case {"inputs": dict(inputs), "outputs": dict(outputs)}:
            facts["inputs"] = list(inputs)[:LIST_LENGTH]
            facts["outputs"] = list(outputs)[:LIST_LENGTH]
    notes = {key: text[:TEXT_LENGTH] for key, text in texts.items()}
    match value.get("userDefinedMetadata"):
        case dict(more):
            some = list(more.items())[: LIST_LENGTH // 2]
            notes |= {str(key)[:64]: str(one)[:TEXT_LENGTH] for key, one in some}
    facts["metadata"] = notes
    traces = Traces()
    for key, text in notes.items():
        traces.add(text, key)
    traces.say(facts)
    return facts


def _add_topology(facts: Facts, topology: object) -> None:
    """Class of a Keras model, or the operators of a graph."""
    match topology:
        case {"model_config": dict(model)}:
            topology = model
    match topology:
        case {"class_name": str(name), **rest}:
            facts["architecture"] = name[:64]
            match rest.get("config"):
                case {"name": str(own)}:
                    facts["model_name"] = own[:TEXT_LENGTH]
        case {"node": list(nodes)}:
            operators: dict[str, int] = {}
            for node in nodes[:_MOST]:
                match node:
                    case {"op": str(operator)}:
                        operators[operator[:64]] = operators.get(operator[:64], 0) + 1
            facts["node_count"] = len(nodes)
            top = sorted(operators.items(), key=lambda item: (-item[1], item[0]))
            facts["operators"] = dict(top[:LIST_LENGTH])


FORMAT = Format(
    id="tfjs",
    title="TensorFlow.js model",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts",
    examine=examine,
    signatures=(Signature(b"{"), Signature(b"[")),
    suffixes=(".json",),
    words=_WORDS,
    weak=True,
    limits=Limits(read=_LARGEST, total=2 * _LARGEST, seconds=30.0),
)
