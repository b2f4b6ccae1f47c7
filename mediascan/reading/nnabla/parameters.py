"""Parameters of NNabla in HDF5: arrays by scope, each with `need_grad` and `index`."""

from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.hdf5.survey import Tally
from mediascan.reading.hdf5.tree import Node, Tree

_PROBED = 8  # objects looked at: a scope in a scope in a scope, then an array


def is_nnabla(tree: Tree) -> bool:
    """Whether the first array that is met has the attributes of a parameter."""
    if tree.root.link_count == 0:
        return False
    for node in Tree(tree.block, tree.space).walk(_PROBED):
        if node.dataset is not None:
            return tree.has(node, "need_grad") and tree.has(node, "index")
    return False


@dataclass(slots=True)
class Parameters:
    """Takes every object of a file, one by one."""

    tree: Tree
    every: Tally = field(default_factory=Tally)
    prints: Fingerprint = field(default_factory=Fingerprint)

    def visit(self, node: Node) -> None:
        if node.dataset is not None:
            self.every.add(node.path, node.dataset)
            self.prints.add(node.path.replace("/", "."), node.dataset.shape)

    def say(self, facts: Facts) -> None:
        """Tell what was counted."""
        facts["tensors"] = self.every.sample
        if self.tree.complete:
            facts["tensor_count"] = self.every.count
            facts["parameter_count"] = self.every.elements
            facts["dtypes"] = self.every.dtypes
        facts.update(self.prints.facts())
