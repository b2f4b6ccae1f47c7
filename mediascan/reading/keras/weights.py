"""`Weights`: the arrays of a Keras model in HDF5, those of the optimizer counted apart.

Keras 1 and 2 name them below `model_weights` and `optimizer_weights`; Keras 3 numbers them as
`layers/<layer>/vars/<n>` and `optimizer/vars/<n>`, where the first of the optimizer is the step.
"""

import re
from dataclasses import dataclass, field

from mediascan.model.facts import Facts
from mediascan.model.optimizer_names import SAMPLE
from mediascan.reading.architecture.fingerprint import Fingerprint
from mediascan.reading.hdf5.datatype import FIXED
from mediascan.reading.hdf5.survey import Tally
from mediascan.reading.hdf5.tree import Node, Tree

_OPTIMIZER = re.compile(r"(?:^|/)optimizer(?:_weights|/vars)?/")
_STEP = re.compile(r"(?:^|/)(?:iterations?|iter)(?::0)?$|^optimizer/vars/0$")
_NUMBERED = re.compile(r"(?:^|/)vars/[0-9]+$")
_RANDOM = re.compile(r"(?:^|/)seed_generator")


@dataclass(slots=True)
class Weights:
    """Takes every object of a file, one by one."""

    tree: Tree
    model: Tally = field(default_factory=Tally)
    state: Tally = field(default_factory=Tally)
    evidence: list[str] = field(default_factory=list)
    prints: Fingerprint = field(default_factory=Fingerprint)
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
            self._state(node)
        elif _RANDOM.search(node.path):
            self.random = True
        else:
            name = node.path.removeprefix("model_weights/")
            self.model.add(name, one)
            self.prints.add(name.replace("/", "."), one.shape)

    def _state(self, node: Node) -> None:
        one = node.dataset
        if one is None:
            return
        self.state.add(node.path, one)
        if not one.shape:
            if one.dtype.sort == FIXED and _STEP.search(node.path):
                self.step = max(self.step, self.tree.number(one))
        else:
            self.arrays += 1
            if len(self.evidence) < SAMPLE:
                self.evidence.append(node.path)

    def say(self, facts: Facts) -> None:
        """Tell what was counted."""
        if self.model.sample:
            facts["tensors"] = self.model.sample
        if self.tree.complete:
            facts["tensor_count"] = self.model.count
            facts["parameter_count"] = self.model.elements
            facts["dtypes"] = self.model.dtypes
        for key, value in self.prints.facts().items():
            facts.setdefault(key, value)  # type: ignore[misc]  # keys of Facts
        trained = bool(self.arrays) or self.step > 0
        if trained or self.tree.complete:
            facts["optimizer_state"] = trained
        if self.state.count:
            facts["optimizer_evidence"] = self.evidence or [
                one["name"] for one in self.state.sample[:SAMPLE]
            ]
            facts["optimizer_value_count"] = self.state.elements
        if self.step >= 0:
            facts["training_step"] = self.step
        if self.optimizer and "optimizer" not in facts:
            facts["optimizer"] = f"{self.optimizer}, by its name"
        if self.random:
            facts["random_state"] = True
