"""Deeplearning4j model: a ZIP of `configuration.json`, `coefficients.bin`, `updaterState.bin`.

Both arrays are flat: text (u16 length, big endian) for the kind of memory, a length, text for the
type, the shape, then the same again for the numbers. The second is the state of the optimizer.
"""

from math import prod
from typing import Any

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.java.nd_array import NdArray, read_nd_array
from mediascan.reading.window import Window
from mediascan.reading.zips.archive import Archive, open_archive

_CONFIG, _WEIGHTS, _STATE = "configuration.json", "coefficients.bin", "updaterState.bin"
_LONGEST = 8 * MIB  # bytes of JSON
_HEAD = 4096  # bytes that hold the header of an array


def examine(window: Window) -> Finding | None:
    archive = open_archive(window, (_CONFIG,))
    if archive is None or _CONFIG not in archive.records:
        return None
    try:
        config = parse_object(archive.read(_CONFIG, _LONGEST), lenient=True)
    except InputFault:
        return None
    layers = _layers(config)
    if not layers:
        return None
    facts = Facts(framework="Deeplearning4j", architecture=_architecture(config))
    _add_layers(facts, layers)
    _add_progress(facts, config)
    weights = _array(archive, _WEIGHTS)
    if weights is not None:
        facts["tensor_count"] = 1
        shape = list(weights.shape)
        facts["tensors"] = [TensorSample(name=_WEIGHTS, dtype=weights.dtype, shape=shape)]
        facts["parameter_count"] = weights.count
        facts["dtypes"] = {weights.dtype: weights.count}
    _add_state(facts, archive)
    confidence, faults = archive.conclude(facts)
    kind = Kind.CHECKPOINT if _WEIGHTS in archive.records else Kind.CONFIG
    return Finding("dl4j", kind, confidence, facts, archive.evidence(_CONFIG), faults)


def _layers(config: dict[str, Any]) -> list[dict[str, Any]]:
    """The layers of a chain (`confs`) or of a graph (`vertices`)."""
    chain = config.get("confs")
    graph = config.get("vertices")
    found = [
        one["layer"]
        for one in (chain if isinstance(chain, list) else ())
        if isinstance(one, dict) and isinstance(one.get("layer"), dict)
    ]
    for one in graph.values() if isinstance(graph, dict) else ():
        match one:
            case {"layerConf": {"layer": dict(layer)}} | {
                "LayerVertex": {"layerConf": {"layer": dict(layer)}}
            }:
                found.append(layer)
    return found


def _architecture(config: dict[str, Any]) -> str:
    return "MultiLayerNetwork" if "confs" in config else "ComputationGraph"


def _add_layers(facts: Facts, layers: list[dict[str, Any]]) -> None:
    """Classes of the layers; the optimizer stands in each of them."""
    classes: dict[str, int] = {}
    for layer in layers:
        name = _class(layer)
        classes[name] = classes.get(name, 0) + 1
        inner = layer if "@class" in layer else next(iter(layer.values()), None)
        updater = inner.get("iUpdater", inner.get("iupdater")) if isinstance(inner, dict) else None
        if isinstance(updater, dict):
            facts["optimizer"] = f"{_class(updater)}, by its configuration"
            rate = updater.get("learningRate")
            if isinstance(rate, float):
                facts["learning_rate"] = f"{rate:.6g}"
    facts["layer_count"] = len(layers)
    facts["operators"] = dict(list(classes.items())[:LIST_LENGTH])


def _class(one: dict[str, Any]) -> str:
    """Newer files name a class; older ones wrap the object in its name."""
    name = one.get("@class")
    if isinstance(name, str):
        return name.rsplit(".", 1)[-1]
    return str(next(iter(one), ""))


def _add_progress(facts: Facts, config: dict[str, Any]) -> None:
    if type(step := config.get("iterationCount")) is int:
        facts["training_step"] = step
    if type(epoch := config.get("epochCount")) is int:
        facts["epoch"] = epoch


def _array(archive: Archive, name: str) -> NdArray | None:
    """The array of a member; None, with a fault, where it cannot be read."""
    data = archive.read(name, _HEAD)
    if not data:
        return None
    try:
        array = read_nd_array(data)
    except InputFault as bad:
        archive.fail(fault_of(bad, f"{name}: "))
        return None
    size = archive.records[name].size
    if array.start + array.size != size or array.count != prod(array.shape):
        text = f"{name}: {array.count} numbers of shape {list(array.shape)} in {size} bytes"
        archive.fail(Fault(FaultKind.MALFORMED, text))
    return array


def _add_state(facts: Facts, archive: Archive) -> None:
    state = _array(archive, _STATE)
    facts["optimizer_state"] = _STATE in archive.records
    if _STATE in archive.records:
        facts["optimizer_evidence"] = [_STATE]
    if state is not None:
        facts["optimizer_value_count"] = state.count


FORMAT = Format(
    id="dl4j",
    title="Deeplearning4j model",
    kind=Kind.CHECKPOINT,
    reference="https://deeplearning4j.konduit.ai/deeplearning4j/how-to-guides/model-persistence",
    examine=examine,
    suffixes=(".zip", ".dl4j"),
    refines="zip",
    inside=frozenset({_CONFIG}),
    limits=Limits(total=128 * MIB),
)
