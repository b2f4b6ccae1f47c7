"""`Weights`: the arrays of a Keras model in HDF5, those of the optimizer counted apart.

Keras 1 and 2 name them below `model_weights` and `optimizer_weights`; Keras 3 numbers them as
`layers/<layer>/vars/<n>` and `optimizer/vars/<n>`, where the first of the optimizer is the step.
"""

import re
from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.reading.architecture.tally import TensorTally
from mediascan.reading.hdf5.datatype import FIXED
from mediascan.reading.hdf5.tree import Node, Tree

_OPTIMIZER = re.compile(r"(?:^|/)optimizer(?:_weights|/vars)?/")
_STEP = re.compile(r"(?:^|/)(?:iterations?|iter)(?::0)?$|^optimizer/vars/0$")
_NUMBERED = re.compile(r"(?:^|/)vars/[0-9]+$")
_RANDOM = re.compile(r"(?:^|/)seed_generator")


@dataclass(slots=True)
class Weights:
    """Takes every object of a file, one by one."""

    tree: Tree
    tally: TensorTally = field(default_factory=TensorTally)
    numbered: int = 0  # arrays that are named as Keras 3 names them
    random: bool = False
    step: int = -1
    arrays: int = 0  # of the optimizer, that are more than a counter or a rate
    optimizer: str = ""

    def visit(self, node: Node) -> None:
        one = node.dataset
        if one is None:
            if node.path == "optimizer/vars":
                self.optimizer = str(self.tree.attributes(node).get("name", ""))
            return
        self.numbered += bool(_NUMBERED.search(node.path))
        if _OPTIMIZER.search(node.path):
            self.tally.add(node.path, one.dtype.name, one.shape, size=one.size, state=True)
            self.arrays += bool(one.shape)
            if not one.shape and one.dtype.sort == FIXED and _STEP.search(node.path):
                self.step = max(self.step, self.tree.number(one))
        elif _RANDOM.search(node.path):
            self.random = True
        else:
            name = node.path.removeprefix("model_weights/")
            self.tally.add(name, one.dtype.name, one.shape, size=one.size)

    def say(self, facts: Facts) -> None:
        """Tell what was counted."""
        told = {name: value for name, value in facts.items() if name in ("layer_count", "family")}
        self.tally.say(facts, whole=self.tree.complete)
        facts.update(told)  # type: ignore[typeddict-item]  # what the description said stands above
        if "optimizer_state" in facts and not self.arrays:
            facts["optimizer_state"] = self.step > 0  # compiled, and maybe never trained
        if self.step >= 0:
            facts["training_step"] = self.step
        if self.optimizer and "optimizer" not in facts:
            facts["optimizer"] = f"{self.optimizer}, by its name"
        if self.random:
            facts["random_state"] = True
