"""Recorded episodes: groups that are alike, each with the arrays of one run of an agent."""

from dataclasses import dataclass, field
from re import Pattern

from mediascan.model.facts import Facts
from mediascan.model.limits import LIST_LENGTH
from mediascan.reading.hdf5.survey import Survey, add_arrays, survey
from mediascan.reading.hdf5.tree import Node, Tree


@dataclass(slots=True)
class Episodes:
    """The groups whose path matches `path`; `steps` names the attribute that counts steps."""

    tree: Tree
    path: Pattern[str]
    steps: str
    count: int = 0
    total: int = 0
    columns: dict[str, str] = field(default_factory=dict)  # of the first episode
    first: str = ""

    def visit(self, node: Node) -> None:
        if node.dataset is None:
            if self.path.fullmatch(node.path):
                self.count += 1
                self.first = self.first or node.path
                number = self.tree.attributes(node).get(self.steps)
                self.total += number if isinstance(number, int) else 0
        elif self.first and node.path.startswith(f"{self.first}/"):
            name = node.path[len(self.first) + 1 :]
            if len(self.columns) < LIST_LENGTH:
                self.columns[name] = node.dataset.dtype.name

    def say(self, facts: Facts, named: int) -> Survey:
        """Walk the tree and tell what the episodes hold; `named` is how many links lead to one."""
        found = survey(self.tree, self.visit)
        facts["sample_count"] = max(self.count, named)
        if self.tree.complete:
            facts["row_count"] = self.total
        facts["columns"] = list(self.columns)
        facts["column_types"] = self.columns
        facts["training_shape"] = "reinforcement learning"
        add_arrays(found, facts)
        return found
