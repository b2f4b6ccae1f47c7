"""Deeplearning4j model: a ZIP of `configuration.json`, `coefficients.bin`, `updaterState.bin`.

Both arrays are flat: text (u16 length, big endian) for the kind of memory, a length, text for the
type, the shape, then the same again for the numbers. The second is the state of the optimizer.
"""

from math import prod

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts, TensorSample
from mediascan.model.finding import Fault, FaultKind, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.java.nd_array import NdArray, read_nd_array
from mediascan.reading.java.network import add_layers, add_progress, architecture_of, layers_of
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
    layers = layers_of(config)
    if not layers:
        return None
    facts = Facts(framework="Deeplearning4j", architecture=architecture_of(config))
    add_layers(facts, layers)
    add_progress(facts, config)
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
