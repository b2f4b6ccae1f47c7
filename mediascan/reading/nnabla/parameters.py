"""Parameters of NNabla in HDF5: arrays by scope, each with `need_grad` and `index`."""

from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.reading.architecture.tally import TensorTally
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
    tally: TensorTally = field(default_factory=TensorTally)

    def visit(self, node: Node) -> None:
        one = node.dataset
        if one is not None:
            self.tally.add(node.path, one.dtype.name, one.shape, size=one.size)

    def say(self, facts: Facts) -> None:
        """Tell what was counted."""
        self.tally.say(facts, whole=self.tree.complete)
