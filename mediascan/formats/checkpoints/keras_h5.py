"""Keras model in HDF5: attributes `model_config` and `training_config`, groups of weights.

Written by Keras 1 and 2, and by Keras 3 for a name that ends in `.h5`. `optimizer_weights` makes it
a training checkpoint. A Lambda layer in the description is Python byte code that loading runs.
"""

from mediascan.formats.base import Format
from mediascan.model.errors import InputFault
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind, fault_of
from mediascan.model.limits import MIB, Limits
from mediascan.reading.encodings.json import parse_object
from mediascan.reading.hdf5.survey import finding, survey
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.keras.description import add_description, add_training
from mediascan.reading.keras.weights import Weights
from mediascan.reading.window import Window

_LONGEST = 8 * MIB  # characters of JSON


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or not tree.has(tree.root, "model_config"):
        return None
    weights = Weights(tree)
    found = survey(tree, weights.visit)
    facts = Facts(framework="Keras")
    if isinstance(version := found.attributes.get("keras_version"), str):
        facts["producer"] = f"Keras {version}"
    for name in ("model_config", "training_config"):
        text = found.attributes.pop(name, None)
        if not isinstance(text, str):
            continue
        try:
            data = parse_object(text[:_LONGEST].encode(), lenient=True)
        except InputFault as bad:
            tree.faults.append(fault_of(bad, f"{name}: "))
            continue
        if name == "model_config":
            add_description(facts, data, found.traces)
        else:
            add_training(facts, data)
    weights.say(facts)
    return finding("keras_h5", Kind.CHECKPOINT, found, facts)


FORMAT = Format(
    id="keras_h5",
    title="Keras model in HDF5",
    kind=Kind.CHECKPOINT,
    reference="https://keras.io/api/models/model_saving_apis/model_saving_and_loading/",
    examine=examine,
    suffixes=(".h5", ".hdf5", ".keras"),
    refines="hdf5",
    inside=frozenset({"model_config"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
