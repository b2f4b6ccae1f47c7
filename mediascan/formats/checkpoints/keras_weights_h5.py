"""Keras weights in HDF5, without the model's description: `layers/<layer>/vars/<n>`.

Keras 3 writes them as `.weights.h5`, with `optimizer/vars/<n>` for a model that was trained: the
first of these is the step. Keras 1 and 2 have an attribute `layer_names` and arrays by name.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.hdf5.survey import finding, survey
from mediascan.reading.hdf5.tree import Tree
from mediascan.reading.keras.weights import Weights
from mediascan.reading.window import Window

_LAYERS = ("layer_names", "layer_names0")  # the second where all of them would be too long
_PROBED = 24  # objects looked at to tell whether arrays are named as Keras names them


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or tree.has(tree.root, "model_config"):
        return None
    named = any(tree.has(tree.root, name) for name in _LAYERS)
    if not named and not _is_numbered(tree):
        return None
    weights = Weights(tree)
    found = survey(tree, weights.visit)
    if not named and weights.numbered != found.every.count:
        return None
    facts = Facts(framework="Keras")
    version = found.attributes.get("keras_version")
    facts["producer"] = f"Keras {version}" if version else "Keras" if named else "Keras 3"
    layers = found.attributes.get("layer_names")
    if isinstance(layers, list):
        facts["layer_count"] = len(layers)
        facts["members"] = [str(one) for one in layers[:LIST_LENGTH]]
    weights.say(facts)
    return finding("keras_weights_h5", Kind.CHECKPOINT, found, facts)


def _is_numbered(tree: Tree) -> bool:
    """Whether the first arrays met are called `vars/<n>`, and there is one."""
    probe = Tree(tree.block, tree.space)
    weights = Weights(probe)
    arrays = 0
    for node in probe.walk(_PROBED):
        weights.visit(node)
        arrays += node.dataset is not None
    return arrays == weights.numbered and (arrays > 0 or any(probe.children(probe.root, 4)))


FORMAT = Format(
    id="keras_weights_h5",
    title="Keras weights in HDF5",
    kind=Kind.CHECKPOINT,
    reference="https://keras.io/api/models/model_saving_apis/weights_saving_and_loading/",
    examine=examine,
    suffixes=(".weights.h5", ".h5", ".hdf5"),
    refines="hdf5",
    inside=frozenset({*_LAYERS, "layers", "vars", "_layer_checkpoint_dependencies"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
