"""Caffe in HDF5: weights as `data/<layer>/<n>`, the state of a solver as `iter` and `history/<n>`.

A solver state has the step, the file of the weights, and a history of each weight (momentum): with
both, training goes on. `diff` beside `data` holds gradients.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.hdf5.survey import finding, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.window import Window

_LAYERS = 16  # looked at before the rest is
_BLOBS = 9  # arrays that a layer may have


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None:
        return None
    names = {link.name for link in tree.root.links}
    if {"iter", "history"} <= names <= {"iter", "history", "learned_net", "current_step"}:
        return _solver(tree)
    if "data" in names <= {"data", "diff"} and _is_net(tree):
        return _net(tree)
    return None


def _is_net(tree: Tree) -> bool:
    """Whether the groups in `data` hold arrays numbered from 0, one of them weights and a bias."""
    data = tree.child(tree.root, "data")
    if data is None:
        return False
    biased = False
    for layer in tree.children(data, _LAYERS):
        names = [link.name for link in layer.links]
        if layer.dataset is not None or names != [str(n) for n in range(min(len(names), _BLOBS))]:
            return False
        shapes = [one.dataset.shape for one in tree.children(layer, _BLOBS) if one.dataset]
        if len(shapes) == 2 and len(shapes[0]) > 1:
            biased = biased or shapes[1] == shapes[0][:1]
    return biased


def _net(tree: Tree) -> Finding:
    tally = TensorTally()
    gradients = 0

    def visit(node: Node) -> None:
        nonlocal gradients
        one = node.dataset
        if one is None:
            return
        if node.path.startswith("diff/"):
            gradients += 1
            return
        name = node.path.removeprefix("data/")
        tally.add(name, one.dtype.name, one.shape, size=one.size)

    found = survey(tree, visit)
    facts = Facts(framework="Caffe")
    tally.say(facts, whole=tree.complete)
    data = tree.child(tree.root, "data")
    if data is not None:
        facts["layer_count"] = data.link_count
        facts["members"] = [link.name for link in data.links[:LIST_LENGTH]]
    if gradients:
        facts["optimizer_evidence"] = ["diff"]  # gradients, no state of the solver
    return finding("caffe_h5", Kind.CHECKPOINT, found, facts)


def _solver(tree: Tree) -> Finding | None:
    history = TensorTally()
    facts = Facts(framework="Caffe")

    def visit(node: Node) -> None:
        one = node.dataset
        if one is None:
            return
        if node.path.startswith("history/"):
            history.add(node.path, one.dtype.name, one.shape, size=one.size, state=True)
        elif node.path == "iter" and (step := tree.number(one)) >= 0:
            facts["training_step"] = step
        elif node.path == "learned_net":
            facts["base_model"] = tree.text(one)

    found = survey(tree, visit)
    if not history.count:
        return None
    history.say(facts, whole=tree.complete)
    facts.pop("parameter_count", None)  # none is here: they stand in `learned_net`
    return finding("caffe_h5", Kind.CHECKPOINT, found, facts)


FORMAT = Format(
    id="caffe_h5",
    title="Caffe weights or solver state in HDF5",
    kind=Kind.CHECKPOINT,
    reference="https://github.com/BVLC/caffe/blob/master/src/caffe/solvers/sgd_solver.cpp",
    examine=examine,
    suffixes=(".caffemodel.h5", ".solverstate.h5"),
    refines="hdf5",
    inside=frozenset({"data", "iter"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
