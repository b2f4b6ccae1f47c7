"""D4RL: steps of an agent as flat arrays. HDF5 with observations, actions, rewards, terminals.

All have one row for each step; `timeouts` ends episodes as `terminals` does. `metadata` may hold
the policy that acted, with its weights.
"""

from mediascan.formats.base import Format
from mediascan.model.facts import Facts
from mediascan.model.finding import Finding, Kind
from mediascan.model.limits import LIST_LENGTH, MIB, Limits
from mediascan.reading.hdf5.survey import add_arrays, finding, survey
from mediascan.reading.hdf5.tree import Node, Tree
from mediascan.reading.window import Window

_PARTS = frozenset({"observations", "actions", "rewards", "terminals"})


def examine(window: Window) -> Finding | None:
    tree = Tree.of(window)
    if tree is None or not {link.name for link in tree.root.links} >= _PARTS:
        return None
    columns, policy, rows = dict[str, str](), list[str](), dict[str, int]()

    def visit(node: Node) -> None:
        one = node.dataset
        if one is None:
            return
        if node.path.startswith("metadata/policy/") and len(policy) < LIST_LENGTH:
            policy.append(node.path)
        elif len(columns) < LIST_LENGTH:
            columns[node.path] = one.dtype.name
        if node.path in _PARTS and one.shape:
            rows[node.path] = one.shape[0]

    found = survey(tree, visit)
    if len(set(rows.values())) != 1 or rows.keys() != _PARTS:
        return None
    facts = Facts(
        framework="D4RL",
        row_count=min(rows.values()),
        columns=list(columns),
        column_types=columns,
        training_shape="reinforcement learning",
    )
    if policy:
        facts["members"] = policy
    add_arrays(found, facts)
    return finding("d4rl", Kind.DATASET, found, facts)


FORMAT = Format(
    id="d4rl",
    title="D4RL reinforcement learning dataset",
    kind=Kind.DATASET,
    reference="https://github.com/Farama-Foundation/D4RL/wiki/Dataset-Reproducibility-Guide",
    examine=examine,
    suffixes=(".hdf5",),
    refines="hdf5",
    inside=frozenset({"terminals"}),
    limits=Limits(total=256 * MIB, seconds=30.0),  # as for HDF5
)
