"""Keras 3 model: a ZIP of `metadata.json`, `config.json` and `model.weights.h5` or `.npz`.

`config.json` describes the layers and how the model was compiled; the weights hold the state of the
optimizer as well, if it was trained. A Lambda layer is Python byte code that loading may run.
"""

from typing import Any

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Fault, Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.hdf5.survey import conclude, survey
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.keras.description import add_description, add_training, is_model
from mediascan.reading.keras.npz_weights import add_arrays
from mediascan.reading.keras.weights import Weights
from mediascan.reading.traces import Traces
from mediascan.reading.window import Window
from mediascan.reading.zips.archive import Archive, open_archive

_CONFIG, _METADATA = "config.json", "metadata.json"
_WEIGHTS, _ARRAYS = "model.weights.h5", "model.weights.npz"
_LONGEST = 8 * MIB  # bytes of JSON


def examine(window: Window) -> Finding | None:
    archive = open_archive(window, (_METADATA, _CONFIG))
    if archive is None:
        return None
    metadata = _object(archive, _METADATA)
    version = metadata.get("keras_version")
    model = _object(archive, _CONFIG)
    weights = next((name for name in archive.records if name.startswith("model.weights.")), "")
    if not isinstance(version, str) and not (weights and is_model(model)):
        return None
    facts, traces = Facts(framework="Keras"), Traces()
    if isinstance(version, str):
        facts["producer"] = f"Keras {version}"
    if isinstance(saved := metadata.get("date_saved"), str):
        facts["dates"] = [saved.replace("@", " ")]
    if isinstance(model.get("class_name"), str):
        add_description(facts, model, traces)
        add_training(facts, model.get("compile_config"))
    faults = _add_weights(archive, facts)
    traces.say(facts)
    confidence, wrong = archive.conclude(facts)
    kind = Kind.CHECKPOINT if weights else Kind.CONFIG
    shown = archive.evidence(_CONFIG if _CONFIG in archive.records else _METADATA)
    return Finding("keras_zip", kind, confidence, facts, shown, (*faults, *wrong))


def _object(archive: Archive, name: str) -> dict[str, Any]:
    data = archive.read(name, _LONGEST)
    if not data:
        return {}
    try:
        return parse_object(data, lenient=True)
    except InputFault as bad:
        archive.fail(fault_of(bad, f"{name}: "))
    return {}


def _add_weights(archive: Archive, facts: Facts) -> tuple[Fault, ...]:
    """Tell what the weights are; they stand in the archive as a file of their own."""
    name = next((one for one in (_WEIGHTS, _ARRAYS) if one in archive.records), "")
    try:
        if name == _ARRAYS:
            add_arrays(facts, archive.open(name))
        elif name and (tree := Tree.of(archive.open(name))) is not None:
            weights = Weights(tree)
            found = survey(tree, weights.visit)
            weights.say(facts)
            facts["declared_bytes"] = found.size
            return conclude(found, facts)[1]
    except InputFault as bad:
        archive.fail(fault_of(bad, f"{name}: "))
    return ()


FORMAT = Format(
    id="keras_zip",
    title="Keras 3 model",
    kind=Kind.CHECKPOINT,
    reference="https://keras.io/api/models/model_saving_apis/model_saving_and_loading/",
    examine=examine,
    suffixes=(".keras",),
    refines="zip",
    inside=frozenset({_CONFIG, _METADATA}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
